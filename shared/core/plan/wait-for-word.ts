import type { AskedPlan, AskedStep, Held, Word } from "../../domain/control.ts";
import type { Instant } from "../../domain/instant.ts";
import { isStopped, type Override, overridesInForce } from "../../domain/override.ts";
import type { Plan, Step, UntouchedReason } from "../../domain/plan.ts";
import type { Policy } from "../../domain/policy.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { askedAs, askedStepOf, contains, isSameStep } from "./asked-step.ts";
import { planHashOf } from "./plan-hash.ts";
import type { PlanInput } from "./plan-input.ts";
import { withinLimits } from "./within-limits.ts";

export type WordInput = PlanInput & {
	readonly plan: Plan;
	/** What was asked before in this period. */
	readonly word: Word;
	readonly generation: number;
};

export const noWord: Word = { pending: null, answered: [] };

export type Worded = {
	readonly plan: Plan;
	readonly word: Word;
	/** Steps that are not taken before a person said so, or the time of the policy was over. */
	readonly waiting: readonly Step[];
};

/**
 * The plan without the steps that nobody approved, and what a person is asked. An approval holds for each step
 * of the plan that was shown, as it was shown or milder; what is new or harder is asked anew. `deny` wins until its
 * end. Without a word the policy's timeout decides by criticality. What a person ordered to stop was a word already,
 * and the absolute ceiling does not wait.
 */
export function waitForWord(input: WordInput): Worded {
	const { plan, policy, now } = input;
	const orders = overridesInForce(input.overrides, now);
	const { pending: before } = input.word;
	const known = [...input.word.answered, ...(before === null ? [] : [before])];
	const answered = known.filter((asked) => answerTo(asked, orders) !== null).slice(-mostAnswered);
	if (plan.tier === "ceiling") return { plan, word: { pending: null, answered }, waiting: [] };
	const steps = [...plan.steps, ...plan.postponed];
	const verdicts = new Map(steps.map((step) => [step, verdictOn(step, answered, orders)]));
	const open = steps.filter((step) => verdicts.get(step) === "open");
	const pending = askedFor(open, input, orders);
	const isDue = (step: Step) => isTimedOut(step, { pending, policy, now });
	const passes = (step: Step) => verdicts.get(step) === "free" || isDue(step);
	const left = steps.filter((step) => !passes(step));
	const isDenied = (step: Step) => verdicts.get(step) === "denied";
	return {
		plan: left.length === 0 ? plan : reduced(input, { passes, left, isDenied }),
		word: { pending, answered },
		waiting: open.filter((step) => !isDue(step)),
	};
}

/** A person answers a handful of plans a day; what is older than the last ten is asked again. */
const mostAnswered = 10;

type Answer = "approve" | "deny";

function answerTo({ planHash }: AskedPlan, orders: readonly Override[]): Answer | null {
	const kinds = orders
		.filter(({ details }) => details?.planHash === planHash)
		.map(({ kind }) => kind);
	if (kinds.includes("deny")) return "deny";
	return kinds.includes("approve") ? "approve" : null;
}

type Verdict = "free" | "denied" | "open";

function verdictOn(
	step: Step,
	answered: readonly AskedPlan[],
	orders: readonly Override[],
): Verdict {
	if (step.tier === "ceiling" || isStopped(orders, step.endpoint)) return "free";
	const wordsOn = (isMeant: (asked: AskedStep) => boolean) =>
		answered.filter(({ steps }) => steps.some(isMeant)).map((asked) => answerTo(asked, orders));
	const onItself = wordsOn((asked) => isSameStep(asked, step));
	const answers = onItself.length > 0 ? onItself : wordsOn((asked) => contains(asked, step));
	if (answers.includes("deny")) return "denied";
	return answers.includes("approve") ? "free" : "open";
}

/** The question as it stands, or a new one as soon as a step is new or harder, or is not wanted any more. */
function askedFor(
	open: readonly Step[],
	{ word, plan, policy, generation, now }: WordInput,
	orders: readonly Override[],
): AskedPlan | null {
	if (open.length === 0) return null;
	const unanswered =
		word.pending !== null && answerTo(word.pending, orders) === null ? word.pending : null;
	const isGone = (asked: AskedStep) =>
		!open.some((step) => contains(asked, step)) &&
		now < asked.since + policy.budget.askTimeout.afterMs;
	const isSame =
		open.every((step) => askedAs(step, unanswered) !== undefined) &&
		!unanswered?.steps.some(isGone);
	if (unanswered !== null && isSame) return unanswered;
	const sinceOf = (step: Step) => askedAs(step, unanswered)?.since ?? now;
	const steps = open.map((step) => askedStepOf(step, sinceOf(step)));
	const planHash = planHashOf({ steps: open, postponed: [] });
	const expiresAt = firstEnd(open, sinceOf, policy);
	return { planHash, tier: plan.tier, createdAt: now, expiresAt, generation, steps };
}

function firstEnd(
	open: readonly Step[],
	sinceOf: (step: Step) => Instant,
	{ budget: { askTimeout } }: Policy,
): Instant | null {
	const ends = open
		.filter(({ criticality }) => askTimeout[criticality] === "act")
		.map((step) => sinceOf(step) + askTimeout.afterMs);
	return ends.length === 0 ? null : Math.min(...ends);
}

function isTimedOut(
	step: Step,
	facts: { readonly pending: AskedPlan | null; readonly policy: Policy; readonly now: Instant },
): boolean {
	const { askTimeout } = facts.policy.budget;
	if (askTimeout[step.criticality] === "wait") return false;
	const asked = askedAs(step, facts.pending);
	return asked !== undefined && asked.since + askTimeout.afterMs <= facts.now;
}

type Split = {
	readonly passes: (step: Step) => boolean;
	readonly left: readonly Step[];
	readonly isDenied: (step: Step) => boolean;
};

/** The limits of a pass are of what is carried out: a step that waits keeps no other one waiting. */
function reduced(input: WordInput, { passes, left, isDenied }: Split): Plan {
	const { plan, held, overrides, now } = input;
	const orders = overridesInForce(overrides, now);
	const going = [...plan.steps, ...plan.postponed].filter(passes);
	const isBound = (step: Step) => !isStopped(orders, step.endpoint) && !isBegun(step, held);
	const { steps, postponed } = withinLimits(going.filter(isBound), input);
	return {
		...plan,
		steps: [...steps, ...going.filter((step) => !isBound(step))],
		postponed,
		untouched: [
			...plan.untouched,
			...left.map((step) => ({
				endpoint: step.endpoint,
				reason: (isDenied(step) ? "denied" : "waits-for-a-person") as UntouchedReason,
			})),
		],
	};
}

/** A step that is sent again, or a next rung, counts against no limit. */
function isBegun(step: Step, held: readonly Held[]): boolean {
	return held.some(
		(entry) =>
			isSameEndpoint(entry, step) && (entry.status === "intended" || entry.status === "applied"),
	);
}
