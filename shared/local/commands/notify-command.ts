import { Command } from "commander";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { createConsoleReceiver } from "../../adapters/log/console-receiver.ts";
import { readSettings } from "../../config/settings.ts";
import { testNotice } from "../../core/notify/test-notice.ts";
import type { SendResult } from "../../ports/receiver.ts";
import { exitCodes } from "../cli/exit-codes.ts";
import { setExitCode } from "../cli/run-command.ts";
import { UsageError } from "../cli/usage-error.ts";
import { knownNamespace } from "../known-namespace.ts";
import { localReceivers } from "../local-receivers.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

export function notifyCommand(): Command {
	const command = new Command("notify")
		.description("Try every channel that is set up with a sample that says it is one.")
		.option("--test", "send the sample; without it, only list the channels")
		.option("--namespace <name>", "name on the sample (default: that of the policy or the store)")
		.option("--policy <file>", "policy file (default: guardrail.yml, if it is there)")
		.addHelpText(
			"after",
			"\nExamples:\n  guardrail notify --test\n  guardrail notify --test --json",
		);
	return withOutputFlags(command).action(() => run(command));
}

/** Where nothing on this machine tells whose account it is. */
const nobody = "your-namespace";

type Flags = { readonly test?: boolean; readonly namespace?: string; readonly policy?: string };
type Tried = { readonly channel: string; readonly result: SendResult | null };

async function run(command: Command): Promise<void> {
	const { test, namespace, policy } = command.opts<Flags>();
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	const write = (text: string) => void process.stdout.write(text);
	const receivers = await localReceivers(read.settings, createConsoleReceiver({ write }));
	const output = outputOf(command);
	const shown = output.mode === "human" ? receivers : receivers.slice(1);
	const named = namespace ?? (await knownNamespace(read.settings, policy)) ?? nobody;
	const notice = testNotice(named, new SystemClock().now());
	const tried = await Promise.all(
		shown.map(async (receiver): Promise<Tried> => {
			const { channel } = receiver;
			return { channel, result: test === true ? await receiver.send(notice) : null };
		}),
	);
	output.json({ channels: tried });
	output.table<Tried>({
		rows: tried,
		columns: [
			{ heading: "CHANNEL", value: ({ channel }) => channel },
			{ heading: "RESULT", value: ({ result }) => resultText(result) },
		],
	});
	if (tried.some(({ result }) => result?.ok === false)) setExitCode(command, exitCodes.failure);
	if (test !== true) output.hint("guardrail notify --test sends a sample to each");
}

function resultText(result: SendResult | null): string {
	if (result === null) return "set up";
	return result.ok ? "took the sample" : `did not: ${result.reason}`;
}
