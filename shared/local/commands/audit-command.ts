import { Argument, Command } from "commander";
import { type AuditVerdict, readAudit, verifyAudit } from "../../app/audit/audit-log.ts";
import type { AuditEntry } from "../../domain/audit.ts";
import type { Instant } from "../../domain/instant.ts";
import { exitCodes } from "../cli/exit-codes.ts";
import { setExitCode } from "../cli/run-command.ts";
import { runningOrStored, type WhereToRead } from "../read-store.ts";
import { secondsOf } from "./order-of.ts";
import { runningFor } from "./send-override.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

export function auditCommand(): Command {
	const command = new Command("audit")
		.description(
			"Show what guard, people and senders did, or check that nobody changed the record.",
		)
		.addArgument(new Argument("[what]", "verify: walk every chain").choices(["verify"]))
		.option("--since <time>", "only the last 90m, 24h or 7d", "24h")
		.option("--url <url>", "address of the guardrail (default: http://127.0.0.1:PORT)")
		.option("--store <name>", "read this store of the folder, whatever runs")
		.addHelpText("after", "\nExamples:\n  guardrail audit --since 2h\n  guardrail audit verify");
	return withOutputFlags(command).action((what?: string) =>
		what === "verify" ? verify(command) : list(command),
	);
}

type Flags = WhereToRead & { readonly since: string };

async function list(command: Command): Promise<void> {
	const flags = command.opts<Flags>();
	const { since } = flags;
	const sinceMs = secondsOf(since) * 1_000;
	const entries = await runningOrStored(
		flags,
		() => askEntries(flags, sinceMs),
		({ table, namespace, at }) => readAudit(table, namespace, Math.max(0, at - sinceMs)),
	);
	const output = outputOf(command);
	output.json({ entries });
	if (entries.length === 0) return output.line(`nothing is on record in the last ${since}`);
	output.table<AuditEntry>({
		rows: entries,
		columns: [
			{ heading: "WHEN (UTC)", value: ({ at }) => timeText(at), isWhole: true },
			{ heading: "CHAIN", value: ({ writer, number }) => `${writer} ${number}`, isWhole: true },
			{ heading: "WHAT", value: ({ what }) => what, isWhole: true },
			{ heading: "BY", value: ({ actor }) => actor ?? "guard", isWhole: true },
			{ heading: "FACTS", value: ({ facts }) => JSON.stringify(facts) },
		],
	});
	output.hint("guardrail audit --json shows every entry whole");
}

async function askEntries(flags: Flags, sinceMs: number): Promise<readonly AuditEntry[]> {
	const guardrail = await runningFor(urlOf(flags));
	const { now } = await guardrail.readState();
	const found = await guardrail.read(`/api/audit?since=${Math.max(0, now - sinceMs)}`);
	return (found as { readonly entries: readonly AuditEntry[] }).entries;
}

function urlOf({ url }: Flags): { readonly url?: string } {
	return url === undefined ? {} : { url };
}

function timeText(at: Instant): string {
	return new Date(at).toISOString().slice(0, 19);
}

/** Exit status 1 where anything is not as it was written: a script can watch it. */
async function verify(command: Command): Promise<void> {
	const flags = command.opts<Flags>();
	const verdict = await runningOrStored(
		flags,
		async () => (await runningFor(urlOf(flags))).read("/api/audit/verify") as Promise<AuditVerdict>,
		({ table, namespace }) => verifyAudit(table, namespace),
	);
	const output = outputOf(command);
	output.json(verdict);
	for (const { writer, number, problem } of verdict.flaws) {
		output.line(`${writer} ${number} ${problem}`);
	}
	if (verdict.flaws.length > 0) setExitCode(command, exitCodes.failure);
	else output.line(`${verdict.entries} entries, each as it was written`);
}
