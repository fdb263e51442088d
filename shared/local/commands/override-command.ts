import { Argument, Command } from "commander";
import type { OverrideKind } from "../../domain/override.ts";
import { UsageError } from "../cli/usage-error.ts";
import { type Granted, grantedOrThrow, type OverrideFlags, sendOverride } from "./send-override.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

const kinds: readonly OverrideKind[] = ["hold", "protect", "restore-now"];
const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };
const shortestReason = 10;

export function overrideCommand(): Command {
	const command = new Command("override")
		.description("Send a signed order: hold the guard, protect an endpoint, or restore now.")
		.addArgument(new Argument("<kind>", "what to order").choices(kinds))
		.argument("[endpoint]", "endpoint it is about; without one the whole namespace")
		.requiredOption("--reason <text>", "why, at least 10 characters; it is on record")
		.option("--for <time>", "how long, such as 90m or 2h (at most 24h)", "2h")
		.option("--actor <name>", "who orders it (default: your user name)")
		.option("--namespace <name>", "namespace (default: that of the running guardrail)")
		.option("--url <url>", "address of the guardrail (default: http://127.0.0.1:PORT)")
		.addHelpText(
			"after",
			'\nExamples:\n  guardrail override hold --for 2h --reason "launch demo today"\n  guardrail override protect llama-8b-chat --reason "customer pilot"',
		);
	return withOutputFlags(command).action((kind: OverrideKind, endpoint?: string) =>
		run(command, kind, endpoint ?? null),
	);
}

async function run(command: Command, kind: OverrideKind, endpoint: string | null): Promise<void> {
	const flags = command.opts<Omit<OverrideFlags, "ttlSeconds"> & { for: string }>();
	if (flags.reason.trim().length < shortestReason) {
		throw new UsageError("the reason is too short", 'write at least 10 characters: --reason "..."');
	}
	const reply = await sendOverride(kind, endpoint, { ...flags, ttlSeconds: secondsOf(flags.for) });
	const granted = grantedOrThrow(reply);
	const output = outputOf(command);
	output.json(granted);
	if (output.mode === "quiet") process.stdout.write(`${granted.overrideId}\n`);
	output.line(grantedText(granted));
}

export function grantedText({ effect, exposureUsd, expiresAt }: Granted): string {
	const end = new Date(expiresAt).toISOString().slice(0, 16).replace("T", " ");
	return `${effect}. It ends by itself at ${end} UTC and can cost up to $${Math.ceil(exposureUsd)}.`;
}

function secondsOf(text: string): number {
	const [, count, unit] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
	const seconds = Number(count) * (unitSeconds[unit ?? ""] ?? Number.NaN);
	if (Number.isInteger(seconds) && seconds >= 60 && seconds <= 86_400) return seconds;
	throw new UsageError(`--for ${text} is not a time from 60s to 24h`, "write it as 90m or 2h");
}
