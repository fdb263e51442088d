import { hasOwnCeiling } from "../../domain/group-budget.ts";
import type { Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Decision } from "../../domain/plan.ts";
import type { Budget, GroupBudget, Policy } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import type { GroupLatch, Latch, Standing } from "../../domain/standing.ts";
import { windowOf } from "../../domain/window-of.ts";
import type { BudgetReading } from "../reading/read-budgets.ts";
import type { DecideInput } from "./decide-input.ts";
import { decideTier } from "./decide-tier.ts";

/** A budget with its tier of now and how that came. */
export type BudgetDecision = BudgetReading & { readonly decision: Decision };

export type DecideGroupsInput = {
	readonly readings: readonly BudgetReading[];
	/** As stored; a group without one stands at no tier. */
	readonly latches: readonly GroupLatch[];
	readonly policy: Policy;
	readonly now: Instant;
	readonly isPointSuspended: boolean;
};

/** The tier of each group, judged on its own reading with its own latch and period. */
export function decideGroups(input: DecideGroupsInput): BudgetDecision[] {
	return input.readings.map(({ budget, reading }) => {
		const { now, isPointSuspended } = input;
		const policy = policyOf(input.policy, budget);
		const control = latchOf(input.latches, budget.name) ?? quietLatch(reading);
		const decision = decideOn({ reading, control, policy, now, isPointSuspended });
		return { budget, reading, decision };
	});
}

/** Old data decide nothing new: the tier latched in this period stays, and it is said why. */
export function decideOn(input: DecideInput): Decision {
	const decision = decideTier(input);
	const { reading, control } = input;
	if (!reading.stale) return decision;
	const latched = control.periodKey === reading.period.key ? control : quietLatch(reading);
	return {
		...decision,
		tier: decision.previousTier,
		reason: "stale-data",
		hour: latched.hour ?? null,
		belowSince: latched.belowSince,
		uncertainSince: latched.uncertainSince,
	};
}

/** The absolute ceiling is the namespace's, unless the group has one of its own. */
function policyOf(policy: Policy, budget: Budget | GroupBudget): Policy {
	if (hasOwnCeiling(budget)) return { ...policy, budget };
	const thresholds = { ...budget.thresholds, ceiling: Number.POSITIVE_INFINITY };
	return { ...policy, budget: { ...budget, thresholds } };
}

export function latchOf(latches: readonly GroupLatch[], name: string): GroupLatch | undefined {
	return latches.find(({ budget }) => budget === name);
}

function quietLatch({ period, budgetMicroUsd }: Reading): Latch {
	return {
		periodKey: period.key,
		tier: "ok",
		budgetMicroUsd,
		belowSince: null,
		uncertainSince: null,
	};
}

/**
 * What is to be remembered of the groups: those at a tier, or that were at one in this period. The latch of a
 * group that the policy does not name any more is gone with it, and so is what it asked for.
 */
export function latchesAfter(
	decisions: readonly BudgetDecision[],
	before: readonly GroupLatch[],
	policy: Policy,
): GroupLatch[] {
	const unread = before.filter(
		({ budget }) =>
			policy.groups.some(({ name }) => name === budget) &&
			!decisions.some((each) => each.budget.name === budget),
	);
	const latches = decisions.map((decision) => latchAfter(decision, before));
	return [...latches.filter(isWorthKeeping), ...unread];
}

function latchAfter(
	{ budget, reading, decision }: BudgetDecision,
	before: readonly GroupLatch[],
): GroupLatch {
	const last = latchOf(before, budget.name);
	const isSame = last?.periodKey === decision.periodKey;
	const endedAt = isSame ? last.endedAt : endOf(decision, last);
	const lastOkAt = isSame && budget.enforce.includes("hour") ? okAt(decision, last) : undefined;
	const tierSince = isSame && last.tier === decision.tier ? last.tierSince : decision.at;
	const aboveSince = isSame && isAbove(decision) ? aboveSinceOf(last) : undefined;
	return {
		budget: budget.name,
		periodKey: decision.periodKey,
		tier: decision.tier,
		tierSince,
		budgetMicroUsd: judgedBudget(reading, last),
		...(decision.hour === null ? {} : { hour: decision.hour }),
		belowSince: decision.belowSince,
		uncertainSince: decision.uncertainSince,
		endedAt,
		...(lastOkAt === undefined ? {} : { lastOkAt }),
		...(aboveSince === undefined || aboveSince === tierSince ? {} : { aboveSince }),
	};
}

function isAbove({ tier }: Pick<Latch, "tier">): boolean {
	return tier !== "ok";
}

function aboveSinceOf(latch: GroupLatch): Instant | undefined {
	return isAbove(latch) ? (latch.aboveSince ?? latch.tierSince) : undefined;
}

/** What was stopped before it and still waits is not let through by a softer line that is crossed later. */
function okAt({ tier, at }: Decision, last: GroupLatch): Instant | undefined {
	return tier === "ok" && last.tier !== "ok" ? at : last.lastOkAt;
}

/**
 * The budget that the tier was judged by, in micro-USD. Old data judge nothing: a raise that is granted meanwhile
 * ends the tier with the first pass that sees again.
 */
export function judgedBudget(reading: Reading, last: JudgedBefore | undefined): MicroUsd {
	const { stale, period, budgetMicroUsd } = reading;
	const isKept = stale && last?.periodKey === period.key;
	return isKept ? (last.budgetMicroUsd ?? budgetMicroUsd) : budgetMicroUsd;
}

type JudgedBefore = Pick<Latch, "periodKey" | "budgetMicroUsd">;

/** A tier ends with its day, whatever the new one begins with. */
function endOf({ at }: Decision, last: GroupLatch | undefined): Instant | null {
	return last === undefined || last.tier === "ok" ? null : at;
}

function isWorthKeeping(latch: GroupLatch): boolean {
	const { tier, hour, belowSince, uncertainSince, endedAt, lastOkAt } = latch;
	const isQuiet = tier === "ok" && belowSince === null && uncertainSince === null;
	return !isQuiet || endedAt !== null || lastOkAt !== undefined || (hour?.times ?? 0) > 0;
}

/** The groups as they stand after these decisions. */
export function standingsOf(
	decisions: readonly BudgetDecision[],
	latches: readonly GroupLatch[],
): Standing[] {
	return decisions.map(({ budget, reading, decision }) => {
		const latch = latchAfter({ budget, reading, decision }, latches);
		return { budget, reading, tier: decision.tier, ...hourOnly(decision), ...timesOf(latch) };
	});
}

function hourOnly({ window }: Pick<Decision, "window">): Pick<Standing, "window"> {
	return window === "hour" ? { window } : {};
}

/** The groups as the stored latches say; one of another day is over. */
export function storedStandings(
	readings: readonly BudgetReading[],
	latches: readonly GroupLatch[],
): Standing[] {
	return readings.map(({ budget, reading }) => {
		const latch = latchOf(latches, budget.name);
		const isOfToday = latch?.periodKey === reading.period.key;
		if (latch === undefined || !isOfToday) return { budget, reading, tier: "ok", endedAt: null };
		const window = hourOnly({ window: windowOf(latch) });
		return { budget, reading, tier: latch.tier, ...window, ...timesOf(latch) };
	});
}

function timesOf(latch: GroupLatch): Pick<Standing, "endedAt" | "lastOkAt" | "aboveSince"> {
	const { endedAt, lastOkAt } = latch;
	return { endedAt, lastOkAt, aboveSince: aboveSinceOf(latch) };
}
