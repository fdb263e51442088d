import type { Correction } from "../../domain/bill.ts";
import { hourMs, hourOf, type Instant, minuteMs, type Range } from "../../domain/instant.ts";
import type {
	BudgetSummary,
	HourTotal,
	Lot,
	Posture,
	SpendPoint,
	Summary,
} from "../../domain/ledger.ts";
import { addBounds, type Bounds, type MicroUsd, noMoney } from "../../domain/money.ts";
import type { Period } from "../../domain/reading.ts";
import { binMs } from "../ledger/hour-total.ts";
import { clip, slices } from "../ledger/intervals.ts";
import { chargeOf, estimateLot } from "../ledger/lots.ts";
import { isBilledState } from "../ledger/replica-counts.ts";
import { correctedBy } from "../pricing/bill/corrected-by.ts";
import { startedMinutesShare } from "./started-minutes.ts";

/** How far back the summary keeps bins: the longest trailing window (6 h) and one bin to cut. */
export const historyMs = 6 * hourMs + binMs;

export type SummariseInput = {
	readonly period: Period;
	/** Last good list: the open postures count up to here. */
	readonly at: Instant;
	/** Totals of all hours since the earlier of the period's start and `at − historyMs`. */
	readonly totals: readonly HourTotal[];
	readonly postures: readonly Posture[];
	/** Dated entries of the bill; they count in the period's spend, not in its bins. */
	readonly corrections?: readonly Correction[];
	/** Started minutes are billed whole: each life of a replica can cost up to a minute more. */
	readonly startedMinutesWhole?: boolean;
};

/** Spend of the period, present rate and the recent bins, from booked hours and open postures. */
export function summarise(input: SummariseInput): Summary {
	return { ...summariseBudget(input), groups: [] };
}

/** The figures of one budget. */
export function summariseBudget(input: SummariseInput): BudgetSummary {
	const { period, at, totals, postures, corrections = [], startedMinutesWhole = false } = input;
	const periodWindow = { from: period.from, to: at };
	const history = { from: Math.floor((at - historyMs) / binMs) * binMs, to: at };
	const byHour = new Map(totals.map((total) => [total.hour, [total]]));
	return {
		periodKey: period.key,
		at,
		forecast: null,
		spent: corrected(spentIn(periodWindow, totals, postures), corrections, periodWindow),
		ratePerHour: rateOf(postures),
		bins: slices(history, binMs).map((bin) => ({
			...bin,
			spent: spentIn(bin, byHour.get(hourOf(bin.from)) ?? [], postures),
		})),
		floorPerHour: configuredRate(postures, (posture) =>
			isBilledState(posture.observed.state)
				? posture.observed.scaling.minReplica * Math.min(...pricesOf(posture, "lo"))
				: 0,
		),
		ceilingPerHour: configuredRate(postures, (posture) =>
			isStopped(posture)
				? 0
				: ceilingOf(posture) * (startedMinutesWhole ? 1 + startedMinutesShare(posture) : 1),
		),
		...(startedMinutesWhole ? { startedMs: minuteMs } : {}),
	};
}

/** Cumulative spend at each bin's end since the period began: the curve of the page. */
export function spendCurve(input: SummariseInput, stepMs: number): SpendPoint[] {
	const window = clip(input.period, { from: input.period.from, to: input.at });
	if (window === null) return [];
	let sum: Bounds = noMoney;
	const points: SpendPoint[] = [{ at: window.from, spent: noMoney }];
	for (const slice of slices(window, stepMs)) {
		const spent = spentIn(slice, input.totals, input.postures);
		sum = addBounds(sum, corrected(spent, input.corrections ?? [], slice));
		points.push({ at: slice.to, spent: sum });
	}
	return points;
}

/** Spend of a window whose ends are bin borders, or the present. */
export function spentIn(
	window: Range,
	totals: readonly HourTotal[],
	postures: readonly Posture[],
): Bounds {
	return chargeOf(lotsIn(window, totals, postures));
}

/** What was metered with what the bill changed of it: never below nothing, its bounds in order. */
export function corrected(
	metered: Bounds,
	corrections: readonly Correction[],
	window: Range,
): Bounds {
	if (corrections.length === 0) return metered;
	const { lo, point, hi } = addBounds(metered, correctedBy(corrections, window));
	const least = Math.max(0, lo);
	const middle = Math.max(least, point);
	return { lo: least, point: middle, hi: Math.max(middle, hi) };
}

/** Lots inside a window whose ends are bin borders, or the present. */
function lotsIn(window: Range, totals: readonly HourTotal[], postures: readonly Posture[]): Lot[] {
	const touched = totals.filter(({ hour }) => hour < window.to && window.from < hour + hourMs);
	const booked = touched.flatMap(({ hour, bins }) => {
		const first = Math.max(0, Math.floor((window.from - hour) / binMs));
		return bins.slice(first, Math.ceil((window.to - hour) / binMs)).flat();
	});
	const open = postures
		.filter(({ since }) => since < window.to)
		.map((posture) => estimateLot({ ...posture, from: posture.since, to: window.to }, window));
	return [...booked, ...open];
}

function rateOf(postures: readonly Posture[]): Bounds {
	return postures.reduce<Bounds>(
		(sum, { replicasLo, replicasPoint, replicasHi, price }) => ({
			lo: sum.lo + replicasLo * price.lo,
			point: sum.point + replicasPoint * price.point,
			hi: sum.hi + replicasHi * price.hi,
		}),
		noMoney,
	);
}

function configuredRate(postures: readonly Posture[], rate: (posture: Posture) => number): number {
	return postures.reduce((sum, posture) => sum + rate(posture), 0);
}

/** A paused endpoint costs nothing until a person resumes it. */
function isStopped(posture: Posture): boolean {
	return posture.observed.state === "paused";
}

/** While two versions run side by side, both can be billed, each at the price of its own hardware. */
function ceilingOf(posture: Posture): MicroUsd {
	const { observed, replicasHi } = posture;
	const { maxReplica } = observed.scaling;
	const prices = pricesOf(posture, "hi");
	const versions =
		observed.state === "updating" && prices.length === 1 ? [...prices, ...prices] : prices;
	const most = versions.reduce((sum, price) => sum + maxReplica * price, 0);
	return Math.max(most, replicasHi * Math.max(...prices));
}

/** Of the present hardware, and of former hardware whose replicas may still run. */
function pricesOf({ price, formerly = [] }: Posture, bound: "lo" | "hi"): readonly MicroUsd[] {
	return [price[bound], ...formerly.map((former) => former.price[bound])];
}
