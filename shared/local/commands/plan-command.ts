import { Command } from "commander";
import { readSettings } from "../../config/settings.ts";
import { clockText } from "../../core/notify/clock-text.ts";
import {
	lineText,
	moneyText,
	percentText,
	rateText,
	savingText,
	wholeDollars,
} from "../../core/notify/money-text.ts";
import { changeText, untouchedReasonText } from "../../core/notify/step-text.ts";
import type { Plan, Step } from "../../domain/plan.ts";
import type { ReadModel } from "../../domain/read-model.ts";
import { exitCodes } from "../cli/exit-codes.ts";
import type { Output } from "../cli/output.ts";
import { setExitCode } from "../cli/run-command.ts";
import { UsageError } from "../cli/usage-error.ts";
import { runningGuardrail } from "../running-guardrail.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

export function planCommand(): Command {
	const command = new Command("plan")
		.description("Show what the guard would do now and at the next line; nothing is changed.")
		.option("--url <url>", "address of the guardrail (default: http://127.0.0.1:PORT)")
		.option("--exit-code", "exit 3 when something would be changed now, 0 when not")
		.addHelpText("after", "\nExamples:\n  guardrail plan\n  guardrail plan --json --exit-code");
	return withOutputFlags(command).action(() => run(command));
}

async function run(command: Command): Promise<void> {
	const { url, exitCode } = command.opts<{ url?: string; exitCode?: boolean }>();
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	const model = await runningGuardrail(url ?? `http://127.0.0.1:${read.settings.port}`).readState();
	const output = outputOf(command);
	const { namespace, mode, reading, planNow, planNext } = model;
	output.json({ namespace, mode, reading, planNow, planNext });
	print(output, model);
	const steps = [...(planNow?.steps ?? []), ...(planNow?.postponed ?? [])];
	if (exitCode === true && steps.length > 0) setExitCode(command, exitCodes.wouldAct);
}

function print(output: Output, model: ReadModel): void {
	const { reading, namespace, mode, planNow, planNext, policy, control } = model;
	if (reading === null) {
		output.line(`${namespace}: nothing is metered yet; the first pass comes within a minute`);
		return;
	}
	const zone = reading.period.zone;
	const day = lineText(policy.budget.dailyMicroUsd);
	output.line(
		`${namespace} · ${reading.period.key} ${clockText(model.now, zone)} ${zone} · ${modeWords[mode]}`,
	);
	output.line(
		`${moneyText(reading.spent.point)} of ${day} (${percentText(reading.ratio.point)}) · ${rateText(reading.ratePerHour.point)} · tier ${control.tier}`,
	);
	section(output, "WOULD DO NOW", planNow);
	section(output, nextHeading(planNext, model), planNext);
	output.line(
		`\nDAY'S END  ${wholeDollars(reading.floorMicroUsd, "down")} at least · ${wholeDollars(reading.likelyMicroUsd, "near")} at this rate · ${wholeDollars(reading.ceilingMicroUsd, "up")} at most`,
	);
	const count = (planNow?.steps.length ?? 0) + (planNow?.postponed.length ?? 0);
	output.line(
		`${count} ${count === 1 ? "endpoint" : "endpoints"} would change now. Nothing has changed.`,
	);
	output.hint('guardrail override hold --reason "..." stops the next step for 2 h');
}

const modeWords = {
	enforce: "enforce",
	shadow: "SHADOW: nothing will be stopped",
	observe: "observe: nothing is ever changed",
} as const;

function nextHeading(plan: Plan | null, { policy }: ReadModel): string {
	if (plan === null || plan.tier === "ok") return "NEXT";
	const line = Math.round(policy.budget.thresholds[plan.tier] * policy.budget.dailyMicroUsd);
	return `WOULD DO NEXT at ${lineText(line)} (${plan.tier})`;
}

function section(output: Output, heading: string, plan: Plan | null): void {
	if (plan === null) return;
	output.line(`\n${heading}`);
	const steps = [
		...plan.steps.map((step) => ({ step, pass: "this pass" })),
		...plan.postponed.map((step) => ({ step, pass: "later" })),
	];
	if (steps.length === 0) output.line("  nothing");
	if (steps.length > 0) output.table({ rows: steps, columns: stepColumns });
	for (const { endpoint, reason } of plan.untouched) {
		output.line(`  not touched: ${endpoint}, ${untouchedReasonText(reason)}`);
	}
	for (const remark of plan.remarks) output.line(`  ${remark}`);
}

const stepColumns: {
	heading: string;
	value: (row: { step: Step; pass: string }) => string;
	align?: "right";
}[] = [
	{ heading: "  ENDPOINT", value: ({ step }) => `  ${step.endpoint}` },
	{ heading: "CHANGE", value: ({ step }) => changeText(step) },
	{ heading: "CRITICALITY", value: ({ step }) => step.criticality },
	{ heading: "WHEN", value: ({ pass }) => pass },
	{
		heading: "PER HOUR",
		value: ({ step }) => savingText(step.savesMicroUsdPerHour),
		align: "right",
	},
];
