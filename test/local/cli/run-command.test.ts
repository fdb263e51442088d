import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { runCommand, setExitCode } from "../../../shared/local/cli/run-command.ts";
import { UsageError } from "../../../shared/local/cli/usage-error.ts";
import { recordStreams } from "./streams.ts";

function program(): Command {
	const root = new Command("guardrail").version("0.1.0");
	root
		.command("plan")
		.description("what would be done now")
		.option("--exit-code", "3 where something would be done")
		.option("--days <count>", "days")
		.action((flags: { exitCode?: boolean }, command: Command) => {
			if (flags.exitCode) setExitCode(command, 3);
		});
	root.command("demo").action(() => Promise.reject(new Error("the account does not answer")));
	root.command("override").action(() => {
		throw new UsageError("--reason has fewer than 10 characters", "say why in a sentence");
	});
	return root;
}

async function run(...argv: readonly string[]) {
	const streams = recordStreams();
	const status = await runCommand(program(), { argv, ...streams });
	return { status, out: streams.out(), err: streams.err() };
}

describe("the exit status", () => {
	test("is 0 for help, for the version, and where all went well", async () => {
		expect(await run("plan")).toEqual({ status: 0, out: "", err: "" });
		expect(await run("--version")).toEqual({ status: 0, out: "0.1.0\n", err: "" });
		const help = await run("plan", "--help");
		expect(help).toMatchObject({ status: 0, err: "" });
		expect(help.out).toContain("what would be done now");
	});

	test("is what the action set, for that run alone", async () => {
		const root = program();
		const streams = recordStreams();
		expect(await runCommand(root, { argv: ["plan", "--exit-code"], ...streams })).toBe(3);
		expect(await runCommand(root, { argv: ["plan"], ...streams })).toBe(0);
	});

	test("is 1 for a failure, which is told in one line without a stack", async () => {
		const failed = await run("demo");
		expect(failed).toEqual({ status: 1, out: "", err: "Error: the account does not answer\n" });
	});

	test("is 2 for a command line that asks for what cannot be", async () => {
		expect(await run("override")).toEqual({
			status: 2,
			out: "",
			err: "Error: --reason has fewer than 10 characters\nHint: say why in a sentence\n",
		});
	});

	const planHelp = "Hint: guardrail plan --help";
	const mistakes: readonly (readonly [string, readonly string[], readonly string[]])[] = [
		["an unknown command", ["plam"], ["'plam'", "Did you mean plan?", "Hint: guardrail --help"]],
		["an unknown option", ["plan", "--dais", "3"], ["'--dais'", "Did you mean --days?", planHelp]],
		["a missing value", ["plan", "--days"], ["argument missing", planHelp]],
		["an argument too many", ["plan", "now"], ["too many arguments", planHelp]],
	];
	test.each(mistakes)("is 2 for %s, told on stderr with a way on", async (_, argv, words) => {
		const { status, out, err } = await run(...argv);
		expect({ status, out }).toEqual({ status: 2, out: "" });
		expect(err).toMatch(/^Error: /);
		expect(err).toMatch(/Hint: guardrail (?:plan )?--help\n$/);
		for (const word of words) expect(err).toContain(word);
	});

	test("is 2 without a command, with the help on stderr", async () => {
		const { status, out, err } = await run();
		expect({ status, out }).toEqual({ status: 2, out: "" });
		expect(err).toContain("Usage: guardrail");
	});
});

test("help is at most 80 columns wide", async () => {
	const root = new Command("guardrail").description("a long description ".repeat(20));
	const streams = recordStreams();
	await runCommand(root, { argv: ["--help"], ...streams });
	for (const line of streams.out().split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});
