import { hourMs, type Instant, minuteMs, type Range } from "../../domain/instant.ts";
import type { BudgetSummary, Cursor } from "../../domain/ledger.ts";
import { addBounds, type Bounds, chargeMicroUsd, noMoney } from "../../domain/money.ts";
import type { Budget } from "../../domain/policy.ts";
import type { BurnRate, Period, Reading, Verdict } from "../../domain/reading.ts";
import { configuredSpend } from "./configured-spend.ts";
import { forecastSettings } from "./forecast/forecast-settings.ts";
import { runningFor, spentWithin } from "./spent-within.ts";

export type ReadSpendInput = {
	readonly summary: BudgetSummary;
	readonly cursor: Cursor;
	readonly budget: Budget;
	readonly period: Period;
	readonly now: Instant;
	/** Spend older than this is stale (setting `limits.staleAfterSeconds`). */
	readonly staleAfterMs: number;
};

/**
 * What is known now. Since the summary nothing changed (else it would be a newer one), so spend goes on at
 * its rate up to the last good list, and no further: what was not observed is not assumed.
 */
export function readSpend(input: ReadSpendInput): Reading {
	const { summary, cursor, budget, period, now } = input;
	const samePeriod = summary.periodKey === period.key;
	const until = Math.max(summary.at, Math.min(cursor.observedUntil, now));
	const openFrom = samePeriod ? summary.at : Math.max(summary.at, period.from);
	const open = runningFor(summary.ratePerHour, Math.max(0, until - openFrom));
	const spent = addBounds(samePeriod ? summary.spent : noMoney, open);
	const trailingHour = trailing(summary, until, hourMs);
	const remainingMs = Math.max(0, period.to - Math.max(until, period.from));
	const dailyMicroUsd = budget.dailyMicroUsd;
	const rest = { from: period.to - remainingMs, to: period.to };
	const end = endOf(input, { spent, rest });
	const hourRatios = ratiosOf(trailingHour, dailyMicroUsd / hoursOfBudgetDay);
	return {
		budget: budget.name,
		at: now,
		period,
		spent,
		trailingHour,
		ratePerHour: summary.ratePerHour,
		budgetMicroUsd: dailyMicroUsd,
		ratio: ratiosOf(spent, dailyMicroUsd),
		hourRatio: hourRatios.point,
		hourRatios,
		burnRates: burnWindowsMs.map((windowMs) => burnRate(input, { until, windowMs })),
		...end,
		verdict: verdictOf(end, dailyMicroUsd),
		observedUntil: cursor.observedUntil,
		stale: now - cursor.observedUntil > input.staleAfterMs,
	};
}

/** The hourly line is a twenty-fourth of the budget, on days of 23 and 25 hours too. */
const hoursOfBudgetDay = 24;

/** Windows of the burn rates: the longest is as long as a summary keeps bins. */
const burnWindowsMs: readonly number[] = [
	...[5, 15, 30].map((minutes) => minutes * minuteMs),
	...[1, 3, 6].map((hours) => hours * hourMs),
];

function ratiosOf({ lo, point, hi }: Bounds, whole: number): Reading["ratio"] {
	return { lo: lo / whole, point: point / whole, hi: hi / whole };
}

function burnRate(
	{ summary, budget }: ReadSpendInput,
	{ until, windowMs }: { readonly until: Instant; readonly windowMs: number },
): BurnRate {
	const even = (budget.dailyMicroUsd / hoursOfBudgetDay) * (windowMs / hourMs);
	return { windowMs, rate: trailing(summary, until, windowMs).point / even };
}

type End = Pick<
	Reading,
	| "floorMicroUsd"
	| "likelyMicroUsd"
	| "ceilingMicroUsd"
	| "scheduledMicroUsd"
	| "p10MicroUsd"
	| "p90MicroUsd"
	| "unforecastable"
>;

/** The stored forecast inside what is proven by now; without one of this period, the present rate goes on. */
function endOf(
	{ summary, period }: ReadSpendInput,
	{ spent, rest }: { readonly spent: Bounds; readonly rest: Range },
): End {
	const configured = configuredSpend(summary, rest);
	const { scheduledMicroUsd } = configured;
	const floorMicroUsd = spent.lo + configured.floorMicroUsd;
	const ceilingMicroUsd = spent.hi + configured.ceilingMicroUsd;
	const within = (value: number) => Math.max(floorMicroUsd, Math.min(value, ceilingMicroUsd));
	const atThisRate = spent.point + chargeMicroUsd(rest.to - rest.from, summary.ratePerHour.point);
	const made = summary.forecast?.periodKey === period.key ? summary.forecast : null;
	const p10MicroUsd = within(made?.p10 ?? floorMicroUsd);
	const p90MicroUsd = within(made?.p90 ?? ceilingMicroUsd);
	return {
		floorMicroUsd,
		likelyMicroUsd: within(made?.p50 ?? atThisRate),
		ceilingMicroUsd,
		...(scheduledMicroUsd > 0 ? { scheduledMicroUsd } : {}),
		p10MicroUsd,
		p90MicroUsd,
		unforecastable: p90MicroUsd > forecastSettings.unforecastable.value * p10MicroUsd,
	};
}

function verdictOf({ floorMicroUsd, ceilingMicroUsd }: End, budgetMicroUsd: number): Verdict {
	if (floorMicroUsd > budgetMicroUsd) return "certain";
	return ceilingMicroUsd <= budgetMicroUsd ? "impossible" : "possible";
}

/** Spend of the `windowMs` before `until`. */
export function trailing(summary: BudgetSummary, until: Instant, windowMs: number): Bounds {
	return spentWithin(summary, { from: until - windowMs, to: until });
}
