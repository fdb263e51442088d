import { type ExplainedGroup, explainGroupNexts } from "../core/notify/explain-group-next.ts";
import { explainPlan } from "../core/notify/explain-plan.ts";
import { lineText, rateText, savingText } from "../core/notify/money-text.ts";
import { demandText } from "../core/notify/step-text.ts";
import { stopsInForce } from "../core/notify/stop-sentence.ts";
import { minuteMs } from "../domain/instant.ts";
import type { Method, Plan, Step, Untouched, UntouchedReason } from "../domain/plan.ts";
import type { Policy } from "../domain/policy.ts";
import type { ReadModel } from "../domain/read-model.ts";
import { counted, type Frame, lineOf, nameList, onlyWatches } from "./frame.ts";

export type StepView = { readonly endpoint: string; readonly what: string; readonly saves: string };

/** Steps of one kind, the least harmful first; `more` steps are not listed one by one. */
export type StepGroup = {
	readonly title: string;
	readonly steps: readonly StepView[];
	readonly more: number;
};

export type PlanView = {
	readonly heading: string;
	readonly groups: readonly StepGroup[];
	/** Endpoints that stay as an earlier step of the guard left them; null: none. */
	readonly stays: string | null;
	readonly untouched: readonly { readonly reason: string; readonly names: string }[];
	readonly remarks: readonly string[];
	/** What it comes to by the day's end, beside the other scope, and how it ends. */
	readonly effects: readonly string[];
};

/** What guard does now at its tier; null while there is nothing to say. */
export function planNowView(frame: Frame): PlanView | null {
	const plan = frame.model.planNow;
	if (plan === null) return null;
	const steps = [...plan.steps, ...plan.postponed];
	const groups = plan.groups?.filter(({ tier }) => tier !== "ok") ?? [];
	if (plan.tier === "ok" && steps.length + groups.length === 0) return null;
	if (steps.length > 0 && steps.every(({ endpoint }) => isRecorded(frame, endpoint))) return null;
	const verb = verbOf(frame.model);
	const why = tierText(plan) ?? orderText(frame.model) ?? "before any line";
	const nothing = `Nothing left to do at ${why}`;
	const heading =
		steps.length === 0
			? nothing
			: `${verb} (${why}): ${counted(steps.length, "endpoint")}, ${savesText(steps)}`;
	return planView(frame, plan, heading);
}

/** `trim, shutdown of group research`. */
function tierText({ tier, groups = [] }: Plan): string | null {
	const over = groups.filter((group) => group.tier !== "ok");
	const words = [
		...(tier === "ok" ? [] : [tier]),
		...over.map((group) => `${group.tier} of group ${group.budget}`),
	];
	return words.length === 0 ? null : words.join(", ");
}

function orderText({ overrides, now }: ReadModel): string | null {
	const [stop] = stopsInForce(overrides, now);
	return stop === undefined ? null : `by order of ${stop.actor}`;
}

function verbOf(model: ReadModel): string {
	if (onlyWatches(model)) return "Would do now";
	if (model.mode !== "ask") return "Doing now";
	const isAsked = (model.control.word?.pending ?? null) !== null;
	return isAsked ? "Waits for your word" : "Would do now with your word";
}

/** What guard would do at the next line above; null above the last one. */
export function planNextView(frame: Frame): PlanView | null {
	const plan = frame.model.planNext;
	if (plan === null || plan.tier === "ok") return null;
	const steps = [...plan.steps, ...plan.postponed];
	const at = `at ${lineText(lineOf(frame, plan.tier))} (${plan.tier})`;
	const effect = steps.length === 0 ? ": nothing is left to save" : `, ${savesText(steps)}`;
	return planView(frame, plan, `Would do next ${at}${effect}`);
}

/** Of each group the same at its own next line; of what is beyond the first few the sentence alone. */
export function planGroupViews({ model }: Frame): readonly PlanView[] {
	const explained = explainGroupNexts(model, undefined);
	const shown = explained.slice(0, groupsShownMax).map((group) => groupView(model, group));
	const sentences = explained.slice(groupsShownMax).flatMap(({ prose: [first] }) => first ?? []);
	if (sentences.length === 0) return shown;
	return [...shown, { ...noPlan, heading: "Other groups", effects: sentences }];
}

const groupsShownMax = 8;

function groupView(model: ReadModel, { group, lineMicroUsd, prose, effects }: ExplainedGroup) {
	const plan = model.planNextGroups?.find((next) => next.group === group)?.plan;
	const sentence = prose.slice(0, 1);
	if (plan === undefined || lineMicroUsd === null) {
		return { ...noPlan, heading: `Group ${group}`, effects: sentence };
	}
	const steps = [...plan.steps, ...plan.postponed];
	const isNothing = steps.length === 0;
	const effect = isNothing ? ": nothing is left to save" : `, ${savesText(steps)}`;
	const heading = `Group ${group} next at ${lineText(lineMicroUsd)} (${plan.tier})${effect}`;
	const said = isNothing ? sentence : [...sentence, ...effects];
	return { ...shownOf(model, plan, heading), effects: said };
}

const noPlan = { groups: [], stays: null, untouched: [], remarks: [] } as const;

function planView({ model }: Frame, plan: Plan, heading: string): PlanView {
	return { ...shownOf(model, plan, heading), effects: effectsOf(model, plan) };
}

function shownOf(model: ReadModel, plan: Plan, heading: string): Omit<PlanView, "effects"> {
	return {
		heading,
		groups: [...groupsOf("", plan.steps), ...groupsOf("one pass later: ", plan.postponed)],
		...heldApart(plan, model),
		remarks: [
			...new Set([...plan.remarks, ...(plan.groups ?? []).flatMap(({ remarks }) => remarks)]),
		],
	};
}

function effectsOf({ reading, policy, mode }: ReadModel, plan: Plan): readonly string[] {
	if (reading === null || plan.steps.length === 0) return [];
	return explainPlan({ plan, reading, policy, mode, since: null }).effects;
}

/** In a mode that writes nothing, what was told stands in the list of what would have been done. */
function isRecorded({ model }: Frame, endpoint: string): boolean {
	return model.control.held.some(
		(held) => held.endpoint === endpoint && held.status === "recorded",
	);
}

function groupsOf(prefix: string, steps: readonly Step[]): readonly StepGroup[] {
	const groups = methodOrder.map((method) =>
		groupOf(
			`${prefix}${methodTitles[method]}`,
			steps.filter((step) => step.method === method),
		),
	);
	return groups.filter((group) => group.steps.length > 0);
}

const methodOrder: readonly Method[] = ["cap", "floor", "sleep", "divert", "pause"];
const methodTitles: Readonly<Record<Method, string>> = {
	cap: "cap",
	floor: "bring to its floor",
	divert: "move to a cheaper route",
	sleep: "put to sleep",
	pause: "pause",
};
const stepsShownMax = 8;

function groupOf(title: string, steps: readonly Step[]): StepGroup {
	const shown = steps.slice(0, stepsShownMax);
	return { title, steps: shown.map(stepView), more: steps.length - shown.length };
}

function stepView(step: Step): StepView {
	return {
		endpoint: step.endpoint,
		what: `${step.maxReplica !== null ? capText(step) : counted(step.replicasBefore, "replica")}${becauseText(step)}`,
		saves: savingText(step.savesMicroUsdPerHour),
	};
}

function becauseText({ demand }: Step): string {
	return demand === undefined ? "" : `, because of ${demandText(demand)},`;
}

function capText({ before, maxReplica }: Step): string {
	return `max ${before.scaling.maxReplica} → ${maxReplica ?? before.scaling.maxReplica}`;
}

function savesText(steps: readonly Step[]): string {
	const sum = sumOf(steps);
	if (sum === 0) return "saves nothing at this rate";
	return savingText(sum).startsWith("less") ? `saves ${savingText(sum)}` : `saves ${rateText(sum)}`;
}

function sumOf(steps: readonly Step[]): number {
	return steps.reduce((sum, { savesMicroUsdPerHour }) => sum + savesMicroUsdPerHour, 0);
}

/** What is held stands in the list of what was done, with what comes next. */
function heldApart({ untouched }: Plan, { policy, control }: ReadModel) {
	const isHeld = ({ endpoint }: Untouched) =>
		control.held.some(
			(held) =>
				held.endpoint === endpoint && (held.status === "applied" || held.status === "intended"),
		);
	const stays = untouched.filter(isHeld).map(({ endpoint }) => endpoint);
	const others = untouched.filter((each) => !isHeld(each) && each.reason !== "already-done");
	return {
		stays: stays.length === 0 ? null : nameList(stays),
		untouched: untouchedViews(others, policy),
	};
}

function untouchedViews(untouched: readonly Untouched[], policy: Policy) {
	const reasons = new Set(untouched.map(({ reason }) => reason));
	return [...reasons].map((reason) => ({
		reason: reasonText(reason, policy),
		names: nameList(
			untouched.filter((each) => each.reason === reason).map(({ endpoint }) => endpoint),
		),
	}));
}

function reasonText(reason: UntouchedReason, { budget, limits }: Policy): string {
	const minutes = (ms: number) => `${Math.round(ms / minuteMs)} min`;
	const texts: Readonly<Record<UntouchedReason, string>> = {
		protected: "protected by the policy",
		"protected-by-override": "protected by an override",
		"held-by-override": "a hold is in force",
		critical: "critical",
		"at-floor": "already at its floor",
		"already-stopped": "already stopped",
		"not-expensive": `below ${rateText(budget.expensivePerHourMicroUsd)}`,
		superseded: `changed by a person, left alone for ${minutes(limits.personHoldMs)}`,
		cooldown: `changed less than ${minutes(limits.cooldownMs)} ago`,
		"next-pass": "its turn is the next pass",
		uncertain: "the numbers contradict each other",
		"rolls-replicas": "a change of the scaling restarts its replicas, a person is asked",
		"not-needed": "not needed to stay under the next line",
		"unknown-state": "in a state that is not documented",
		"already-done": "held already",
		"waits-for-a-person": "waits for your word",
		denied: "denied by a person",
	};
	return texts[reason];
}
