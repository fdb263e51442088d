import type { CeilingSeen, Held } from "../../domain/control.ts";
import { type Instant, minuteMs, secondMs } from "../../domain/instant.ts";
import type { BudgetSummary, Posture } from "../../domain/ledger.ts";
import { chargeMicroUsd, type MicroUsd } from "../../domain/money.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { spentWithin } from "../reading/spent-within.ts";
import { isRecordOf } from "./is-record-of.ts";

/** What is checked before anything is paused. Source: docs/how-it-decides.md 5. */
export const sanitySettings = {
	interval: { value: 15 * minuteMs, unit: "milliseconds of spend that are compared" },
	ceilingsSeen: { value: 30 * minuteMs, unit: "milliseconds: the interval and 15 minutes before" },
	spendRatio: { value: 1.1, unit: "spend / most that could run" },
	clockDrift: { value: 60 * secondMs, unit: "milliseconds" },
	agreement: { value: 0.1, unit: "share by which lists and stage ranges may differ" },
} as const;

/** A number that cannot be right, beside what it may be at most. */
export type SanityProblem = {
	readonly kind: "spend-above-ceiling" | "clock-drift" | "negative-counter";
	readonly found: number;
	readonly most: number;
};

export type SanityInput = {
	readonly summary: BudgetSummary;
	/** Last good list. */
	readonly until: Instant;
	readonly now: Instant;
	readonly postures: readonly Posture[];
	readonly held: readonly Held[];
	readonly records: readonly RestoreRecord[];
	/** The most that could run, as earlier passes saw it. */
	readonly ceilings: readonly CeilingSeen[];
};

/** Spend no larger than all that could run, clocks that agree, counters that count up. Empty: all is well. */
export function sanityProblems(input: SanityInput): SanityProblem[] {
	return [...spendProblem(input), ...clockProblem(input), ...counterProblem(input)];
}

function spendProblem(input: SanityInput): SanityProblem[] {
	const { summary, until, ceilings } = input;
	const { interval, spendRatio } = sanitySettings;
	const found = spentWithin(summary, { from: until - interval.value, to: until }).lo;
	const highest = Math.max(ceilingOf(input), ...ceilings.map(({ perHour }) => perHour));
	const most = Math.round(spendRatio.value * chargeMicroUsd(interval.value, highest));
	return found > most ? [{ kind: "spend-above-ceiling", found, most }] : [];
}

/** Σ of what runs or may run × price: a rolling update counts twice, a held endpoint by what it was. */
export function ceilingOf({
	postures,
	held,
	records,
}: Pick<SanityInput, "postures" | "held" | "records">): MicroUsd {
	return postures.reduce((sum, { observed, replicasHi, price }) => {
		const { readyReplica, targetReplica, scaling, state } = observed;
		const entry = held.find((each) => isSameEndpoint(each, observed));
		const record = entry && records.find((each) => isRecordOf(each, entry));
		const observedNow = state === "updating" ? readyReplica + targetReplica : readyReplica;
		const configured = Math.max(scaling.maxReplica, record?.scaling.maxReplica ?? 0);
		return sum + price.hi * Math.max(observedNow, targetReplica, replicasHi, configured);
	}, 0);
}

/** What the account or the meter wrote down cannot lie ahead of the guard's own clock. */
function clockProblem({ until, now, postures }: SanityInput): SanityProblem[] {
	const latest = Math.max(until, ...postures.map(({ observed }) => observed.updatedAt));
	const most = sanitySettings.clockDrift.value;
	return latest - now > most ? [{ kind: "clock-drift", found: latest - now, most }] : [];
}

function counterProblem({ summary }: SanityInput): SanityProblem[] {
	const { spent, ratePerHour, bins } = summary;
	const all = [spent, ratePerHour, ...bins.map((bin) => bin.spent)];
	const least = Math.min(...all.flatMap(({ lo, point, hi }) => [lo, point, hi]));
	return least < 0 ? [{ kind: "negative-counter", found: least, most: 0 }] : [];
}

/** The ceilings of the last half hour, the one that was in force at its beginning included. */
export function ceilingsAfter(
	known: readonly CeilingSeen[],
	perHour: MicroUsd,
	now: Instant,
): readonly CeilingSeen[] {
	const last = known.at(-1);
	const all = last?.perHour === perHour ? known : [...known, { at: now, perHour }];
	const from = now - sanitySettings.ceilingsSeen.value;
	const inForce = all.findLastIndex(({ at }) => at <= from);
	return all.slice(Math.max(0, inForce, all.length - mostCeilings));
}

const mostCeilings = 12;

/** Replicas as the list counts them and as their stages tell: within a tenth they mean the same. */
export function countsAgree(listed: number, staged: number): boolean {
	return Math.abs(listed - staged) <= sanitySettings.agreement.value * Math.max(1, listed);
}
