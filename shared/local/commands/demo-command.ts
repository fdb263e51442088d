import { Command } from "commander";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { createJsonLog } from "../../adapters/log/json-log.ts";
import { moneyText } from "../../core/notify/money-text.ts";
import type { Output } from "../cli/output.ts";
import { createProgress } from "../cli/progress.ts";
import { UsageError } from "../cli/usage-error.ts";
import { runDemo } from "../demo.ts";
import type { Crossing } from "../demo-crossings.ts";
import type { DemoReport } from "../demo-report.ts";
import { scenarioNames } from "../scenario-named.ts";
import { outputOf, wholeNumber, withOutputFlags } from "./shared-options.ts";

const daysMost = 60;

export function demoCommand(): Command {
	const command = new Command("demo")
		.description("Run simulated days as fast as they go, judged by the account's own bill.")
		.requiredOption("--scenario <name>", `one of ${scenarioNames().join(", ")}`)
		.option("--days <n>", "days to run", wholeNumber(1, daysMost), 2)
		.option("--seed <n>", "seed of everything that is left to chance", wholeNumber(0, 2 ** 31), 1)
		.addHelpText(
			"after",
			"\nExamples:\n  guardrail demo --scenario runaway-replicas --days 2\n  guardrail demo --scenario quiet-day --json",
		);
	return withOutputFlags(command).action(() => run(command));
}

type Flags = { scenario: string; days: number; seed: number };

async function run(command: Command): Promise<void> {
	const { scenario, days, seed } = command.opts<Flags>();
	const output = outputOf(command);
	if (!scenarioNames().includes(scenario)) {
		throw new UsageError(
			`there is no scenario "${scenario}"`,
			`one of ${scenarioNames().join(", ")}`,
		);
	}
	const progress = createProgress({ stream: process.stderr, label: scenario, total: days * 24 });
	const quiet = createJsonLog({ clock: new SystemClock(), write: () => undefined });
	const report = await runDemo({
		scenario,
		days,
		seed,
		log: quiet,
		onHour: (done) => progress.update(done, "hours"),
	});
	progress.finish();
	output.json(report);
	print(output, report);
}

function print(output: Output, report: DemoReport): void {
	output.line(`${report.scenario}, seed ${report.seed}`);
	output.table({
		rows: report.days,
		columns: [
			{ heading: "DAY", value: (day) => day.date },
			{ heading: "METERED", value: (day) => moneyText(day.meteredMicroUsd), align: "right" },
			{ heading: "TRUE", value: (day) => moneyText(day.trueMicroUsd), align: "right" },
			{ heading: "ERROR", value: (day) => `${day.errorPct.toFixed(4)} %`, align: "right" },
			{
				heading: "CROSSED",
				value: (day) => day.crossings.map(crossingText).join(", ") || "nothing",
			},
		],
	});
	output.line();
	for (const notice of report.notices) output.line(`${notice.severity.padEnd(5)} ${notice.title}`);
	output.line();
	const { actions, restored, unrestored } = report;
	output.line(
		`${actions.length} changes by the guard · ${restored.length} restored · ${unrestored.length} not restored`,
	);
	for (const left of unrestored) output.line(`  ${left.endpoint}: was ${left.was}, is ${left.is}`);
	output.hint("guardrail start shows the same on a page");
}

function crossingText({ tier, secondsToAction, reason }: Crossing): string {
	return secondsToAction === null
		? `${tier} (${reason ?? ""})`
		: `${tier} (acted in ${Math.round(secondsToAction)} s)`;
}
