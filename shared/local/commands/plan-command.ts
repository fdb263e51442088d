import { Command } from "commander";
import { readSettings, type Settings } from "../../config/settings.ts";
import { waitingText } from "../../core/notify/ask-message.ts";
import { clockText } from "../../core/notify/clock-text.ts";
import { dayEndText } from "../../core/notify/day-end-text.ts";
import { type ExplainedGroup, explainGroupNexts } from "../../core/notify/explain-group-next.ts";
import { type Explained, explainPlan } from "../../core/notify/explain-plan.ts";
import type { Holding } from "../../core/notify/holding-text.ts";
import { lineText, moneyText, percentText, rateText } from "../../core/notify/money-text.ts";
import { stopsInForce } from "../../core/notify/stop-sentence.ts";
import { whyText } from "../../core/notify/why-text.ts";
import { withoutWordText } from "../../core/notify/without-word-text.ts";
import { planHashOf } from "../../core/plan/plan-hash.ts";
import { policyFindings } from "../../core/plan/policy-findings.ts";
import { type Mode, type Policy, writesIn } from "../../domain/policy.ts";
import type { ReadModel } from "../../domain/read-model.ts";
import type { Reading } from "../../domain/reading.ts";
import { windowOf } from "../../domain/window-of.ts";
import { exitCodes } from "../cli/exit-codes.ts";
import type { Output } from "../cli/output.ts";
import { setExitCode } from "../cli/run-command.ts";
import { UsageError } from "../cli/usage-error.ts";
import { type PlanState, planState } from "../plan-state.ts";
import { readPolicyFile } from "../read-policy-file.ts";
import { scenarioNames } from "../scenario-named.ts";
import { printSection, wrapped } from "./print-section.ts";
import { outputOf, wholeNumber, withOutputFlags } from "./shared-options.ts";

const defaultSeed = 1;
/** Above the first line of the default policy, so that the plan has steps to show. */
const defaultPercent = 130;

type Flags = {
	url?: string;
	policy?: string;
	namespace?: string;
	scenario?: string;
	seed?: number;
	at?: number;
	exitCode?: boolean;
};

export function planCommand(): Command {
	const command = new Command("plan")
		.description("Show what the guard would do now and at the next line; nothing is changed.")
		.option("--url <url>", "address of the guardrail (default: http://127.0.0.1:PORT)")
		.option(
			"--policy <file>",
			"policy file (default: guardrail.yml, if it is there; with --scenario that of the demo)",
		)
		.option("--namespace <name>", "without a running guardrail: whose plan")
		.option("--scenario <name>", `a simulated day: ${scenarioNames().join(", ")}`)
		.option(
			"--seed <n>",
			`with --scenario: seed of what is left to chance (default: ${defaultSeed})`,
			wholeNumber(0, 2 ** 31),
		)
		.option(
			"--at <percent>",
			`with --scenario: share of the budget (default: ${defaultPercent})`,
			wholeNumber(0, 1_000),
		)
		.option("--exit-code", "exit 3 when something would be changed now, 0 when not")
		.addHelpText(
			"after",
			"\nExamples:\n  guardrail plan --json --exit-code\n  guardrail plan --scenario runaway-replicas --at 163",
		);
	return withOutputFlags(command).action(() => run(command));
}

async function run(command: Command): Promise<void> {
	const flags = command.opts<Flags>();
	const state = await stateFor(flags);
	const { model } = state;
	const output = outputOf(command);
	const { namespace, mode, reading, planNow, planNext } = model;
	const explained = reading === null ? null : explainedOf(model, reading);
	output.json({
		namespace,
		source: state.source,
		plan: hashOf(model),
		word: model.control.word ?? null,
		mode,
		reading,
		planNow,
		planNext,
		explained,
	});
	print(output, state, explained);
	for (const { where, detail, remedy } of policyFindings(model.policy, endpointsOf(model))) {
		output.warn(`${where}: ${detail} (${remedy})`);
	}
	const changes = explained?.now?.steps.length ?? 0;
	if (flags.exitCode === true && changes > 0) setExitCode(command, exitCodes.wouldAct);
}

function endpointsOf({ endpoints }: ReadModel) {
	return endpoints.map(({ endpoint }) => endpoint);
}

async function stateFor(flags: Flags): Promise<PlanState> {
	const settings = settingsOrThrow();
	const { scenario: name, seed = defaultSeed, at = defaultPercent } = flags;
	if (name === undefined) refuseSimulatedFlags(flags);
	// The default file is of a live account, and its names mean nothing in a scenario.
	const isOfDemo = name !== undefined && flags.policy === undefined;
	const mode = name === undefined ? "shadow" : "enforce";
	const file = isOfDemo ? null : readPolicyFile(flags.policy, mode);
	return planState({
		settings,
		url: flags.url ?? null,
		policy: file?.policy ?? null,
		namespace: flags.namespace ?? file?.file.namespace ?? null,
		scenario: name === undefined ? null : { name, seed, atRatio: at / 100 },
	});
}

/** A share of the budget that no simulated day is run to would be passed over in silence. */
function refuseSimulatedFlags({ seed, at }: Flags): void {
	const flag = at === undefined ? "--seed" : "--at";
	if (at === undefined && seed === undefined) return;
	const names = scenarioNames().join(", ");
	throw new UsageError(`${flag} is for a simulated day only`, `--scenario NAME: one of ${names}`);
}

function settingsOrThrow(): Settings {
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	return read.settings;
}

type Both = {
	readonly now: Explained | null;
	readonly next: Explained | null;
	/** At the own next line of each group. */
	readonly groups: readonly ExplainedGroup[];
};

function explainedOf(model: ReadModel, reading: Reading): Both {
	const { policy, mode, control, planNow, planNext, overrides, now } = model;
	const window = windowOf(control);
	const input = { reading, policy, mode, window, holding: holdingOf(model) };
	const stops = stopsInForce(overrides, now);
	const since = control.tierSince;
	return {
		now: planNow === null ? null : explainPlan({ ...input, plan: planNow, since, stops }),
		next: planNext === null ? null : explainPlan({ ...input, plan: planNext, since: null }),
		groups: explainGroupNexts(model, input.holding),
	};
}

function holdingOf({ control, restoreRecords, heldNext = [], mode }: ReadModel): Holding {
	const next = writesIn(mode) ? heldNext : [];
	return { held: control.held, records: restoreRecords, next };
}

function print(
	output: Output,
	{ model, source, notReached }: PlanState,
	explained: Both | null,
): void {
	const { reading, namespace, mode, policy, control } = model;
	if (reading === null || explained === null) {
		output.line(`${namespace}: nothing is metered yet; the first pass comes within a minute`);
		return;
	}
	const zone = reading.period.zone;
	output.line(
		`${namespace} · ${reading.period.key} ${clockText(model.now, zone)} ${zone} · ${modeText(mode, policy)}`,
	);
	output.line(
		`${moneyText(reading.spent.point)} of ${lineText(policy.budget.dailyMicroUsd)} (${percentText(reading.ratio.point)}) · ${rateText(reading.ratePerHour.point)} · tier ${control.tier} · from ${source}`,
	);
	if (notReached !== null) output.warn(notReached);
	const why = whyText(model);
	if (why !== null) for (const line of wrapped(why)) output.line(line);
	if (reading.stale) output.warn("the last look at the account is old: nothing is decided on it");
	printSection(output, "WOULD DO NOW", explained.now);
	printSection(output, "WOULD DO AT THE NEXT LINE", afterwards(explained));
	for (const group of explained.groups) {
		printSection(output, `WOULD DO AT THE NEXT LINE OF GROUP ${group.group}`, group);
	}
	output.line(`\nDAY'S END  ${dayEndText(reading)}`);
	const changes = explained.now?.steps.length ?? 0;
	if (changes > 0) output.line(`PLAN       ${hashOf(model) ?? ""}`);
	const waiting = waitingText(control.word?.pending ?? null, zone);
	if (waiting !== null) {
		output.line(`WAITS      ${waiting}`);
		output.hint(`guardrail override approve ${hashOf(model) ?? ""} --reason "..."`);
	}
	output.line(
		`${changes} ${changes === 1 ? "endpoint" : "endpoints"} would change now. Nothing has changed.`,
	);
	output.hint('guardrail override hold --reason "..." stops the next step for 2 h');
}

/** Of the plan that waits for a word, where one does: that is what is approved. */
function hashOf({ control, planNow }: ReadModel): string | null {
	const pending = control.word?.pending ?? null;
	if (pending !== null) return pending.planHash;
	return planNow === null ? null : planHashOf(planNow);
}

/** Steps, and reasons to take none, that stand above already are not printed again. */
function afterwards({ now, next }: Both): Explained | null {
	const stepsOf = (explained: Explained | null) => JSON.stringify(explained?.steps ?? []);
	if (next === null) return null;
	if (isLeftAlike(now, next)) {
		const prose = [...next.prose, "Everything stays as it is above."];
		return { ...next, untouched: [], prose };
	}
	if (next.steps.length === 0) return next;
	if (stepsOf(now) !== stepsOf(next)) return next;
	const [why = ""] = next.prose;
	return {
		...next,
		steps: [],
		untouched: [],
		prose: [why, "That would be the same steps as now."],
	};
}

/** Where neither line changes anything, who is left alone and why is read once, right above. */
function isLeftAlike(now: Explained | null, next: Explained): boolean {
	if (now === null || now.steps.length + next.steps.length > 0) return false;
	if (next.untouched.length === 0) return false;
	return JSON.stringify(now.untouched) === JSON.stringify(next.untouched);
}

function modeText(mode: Mode, { budget }: Policy): string {
	return mode === "ask" ? `ask: ${withoutWordText(budget)}` : modeWords[mode];
}

const modeWords: Readonly<Record<Exclude<Mode, "ask">, string>> = {
	enforce: "enforce",
	shadow: "SHADOW: nothing will be stopped",
	observe: "observe: nothing is ever changed",
};
