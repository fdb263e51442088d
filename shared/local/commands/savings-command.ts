import { Command } from "commander";
import { readSettings } from "../../config/settings.ts";
import { clockText } from "../../core/notify/clock-text.ts";
import { moneyText } from "../../core/notify/money-text.ts";
import type { HourSaving, OwnCost, SavingTotals } from "../../domain/saving.ts";
import { UsageError } from "../cli/usage-error.ts";
import { runningFrom } from "../running-guardrail.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

export function savingsCommand(): Command {
	const command = new Command("savings")
		.description(
			"Show what the guard's actions saved, as an interval, and what the guard itself costs.",
		)
		.option("--url <url>", "address of the guardrail (default: http://127.0.0.1:PORT)")
		.addHelpText("after", "\nExamples:\n  guardrail savings\n  guardrail savings --json");
	return withOutputFlags(command).action(() => run(command));
}

async function run(command: Command): Promise<void> {
	const { url } = command.opts<{ url?: string }>();
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	const guardrail = runningFrom(read.settings, url);
	const { savings, namespace, mode, policy } = await guardrail.readState();
	const output = outputOf(command);
	output.json({ namespace, mode, savings });
	const until = clockText(savings.until, policy.budget.zone);
	output.line(`${namespace} · saved by the guard, until ${until} (closed hours)`);
	output.line(
		`today       ${totalsText(savings.day)} · the guard itself ${costText(savings.ownCost.day)}`,
	);
	output.line(
		`this month  ${totalsText(savings.month)} · the guard itself ${costText(savings.ownCost.month)}`,
	);
	if (savings.would.week.actions > 0) {
		output.line(
			`in shadow, enforcing would have saved in 7 days  ${totalsText(savings.would.week)}`,
		);
	}
	for (const action of savings.actions.slice(0, mostActions))
		output.line(`  ${actionText(action)}`);
	output.hint(
		"an interval: at most what the old maximum would have cost, at least the lowest usual course",
	);
}

const mostActions = 20;

export function totalsText({ saved, actions, unproven }: SavingTotals): string {
	if (actions === 0) return "nothing was done";
	const proven = `${moneyText(saved.point)} (${moneyText(saved.lo)} to ${moneyText(saved.hi)})`;
	return unproven === 0 ? proven : `${proven}, ${unproven} of ${actions} without a proven saving`;
}

function actionText({ endpoint, method, saved }: HourSaving): string {
	if (saved.lo <= 0)
		return `${endpoint}  ${method}  no proven saving (at most ${moneyText(saved.hi)})`;
	return `${endpoint}  ${method}  ${moneyText(saved.point)} (${moneyText(saved.lo)} to ${moneyText(saved.hi)})`;
}

function costText({ passes, microUsd }: OwnCost): string {
	return `${moneyText(microUsd)} for ${passes} passes at AWS's public prices`;
}
