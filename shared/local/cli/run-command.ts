import { type Command, CommanderError } from "commander";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { hintLine, problemLine, type TextStream } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const helpColumns = 80;

export type RunOptions = {
	/** Without the names of Node and of the script. */
	readonly argv: readonly string[];
	readonly stdout: TextStream;
	readonly stderr: TextStream;
};

/**
 * Runs a command line and answers its exit status; the process is never ended from within.
 * 2 for a command line that cannot be understood (commander's own status would be 1), 1 for a
 * failure. An action tells another status by setting `exitCode` with `setExitCode`.
 */
export async function runCommand(program: Command, options: RunOptions): Promise<ExitCode> {
	const { argv, stdout, stderr } = options;
	prepare(program, stdout, stderr);
	exitCodeOf.set(program, exitCodes.ok);
	try {
		await program.parseAsync([...argv], { from: "user" });
		return exitCodeOf.get(program) ?? exitCodes.ok;
	} catch (error) {
		return tellFailure(error, helpFor(program, argv), stderr);
	}
}

const exitCodeOf = new WeakMap<Command, ExitCode>();

/** Called by an action, with its own command, for a status other than 0. */
export function setExitCode(command: Command, exitCode: ExitCode): void {
	exitCodeOf.set(rootOf(command), exitCode);
}

function rootOf(command: Command): Command {
	return command.parent === null ? command : rootOf(command.parent);
}

/** Every command is prepared itself: what a parent is told later does not reach its children. */
function prepare(command: Command, stdout: TextStream, stderr: TextStream): void {
	command.exitOverride();
	command.showSuggestionAfterError();
	command.configureHelp({ helpWidth: helpColumns });
	command.configureOutput({
		writeOut: (text) => void stdout.write(text),
		writeErr: (text) => void stderr.write(text),
		outputError: (text, write) => write(text.replace(/^error: /, "Error: ")),
	});
	for (const child of command.commands) prepare(child, stdout, stderr);
}

/** The help of the command that was meant, where one was. */
function helpFor(program: Command, argv: readonly string[]): string {
	const word = argv.find((argument) => !argument.startsWith("-"));
	const meant = program.commands.find((command) => command.name() === word);
	return [program.name(), ...(meant === undefined ? [] : [meant.name()]), "--help"].join(" ");
}

function tellFailure(error: unknown, help: string, stderr: TextStream): ExitCode {
	if (error instanceof CommanderError) {
		if (error.exitCode === 0) return exitCodes.ok;
		// `help` without a command is shown in full already; a mistake is told with the way to it.
		if (error.code !== "commander.help") {
			stderr.write(hintLine(help, stderr));
		}
		return exitCodes.usage;
	}
	const message = error instanceof Error ? error.message : String(error);
	stderr.write(problemLine(message, stderr));
	if (!(error instanceof UsageError)) return exitCodes.failure;
	if (error.hint !== null) stderr.write(hintLine(error.hint, stderr));
	return exitCodes.usage;
}
