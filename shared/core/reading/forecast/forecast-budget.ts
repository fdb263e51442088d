import { hourMs, hourOf, type Instant } from "../../../domain/instant.ts";
import type { BudgetSummary } from "../../../domain/ledger.ts";
import { chargeMicroUsd, type MicroUsd } from "../../../domain/money.ts";
import type { DayEndForecast, Period } from "../../../domain/reading.ts";
import { configuredSpend } from "../configured-spend.ts";
import { spentWithin } from "../spent-within.ts";
import { forecastDayEnd } from "./forecast-day-end.ts";
import { forecastRemainder } from "./forecast-remainder.ts";
import { forecastSettings } from "./forecast-settings.ts";
import { dayHours, meanOf, type SpendHistory, sameStretch, spentBetween } from "./spend-history.ts";
import type { SpendRecord } from "./spend-record.ts";

export type ForecastInput = {
	readonly summary: BudgetSummary;
	readonly period: Period;
	readonly record: SpendRecord;
	/** When it is made: at the summary or later, inside the period. */
	readonly at: Instant;
};

/** A forecast, and what its error will be a share of. */
export type MadeForecast = {
	readonly forecast: DayEndForecast;
	readonly hoursLeft: number;
	readonly totalMicroUsd: MicroUsd;
	readonly meanDayMicroUsd: MicroUsd;
};

/**
 * The period's end of one budget. With a day or more on record it is the forecaster's; before that the
 * present rate goes on, and the interval is as wide as what is proven.
 */
export function forecastBudget(input: ForecastInput): MadeForecast {
	const { summary, period, record, at } = input;
	const leftMs = Math.max(0, period.to - at);
	const hoursLeft = leftMs / hourMs;
	const spent = spentWithin(summary, { from: Math.max(period.from, summary.at), to: at });
	const before = summary.periodKey === period.key ? summary.spent : noSpend;
	const history = historyAt(input);
	const totalMicroUsd = before.point + spent.point + remainderOf(input, { history, leftMs });
	const meanDayMicroUsd = meanDay(history);
	const configured = configuredSpend(summary, { from: period.to - leftMs, to: period.to });
	const { p10, p50, p90, learned } = forecastDayEnd({
		totalMicroUsd,
		hoursLeft,
		meanDayMicroUsd,
		errors: record.errors,
		floorMicroUsd: before.lo + spent.lo + configured.floorMicroUsd,
		ceilingMicroUsd: before.hi + spent.hi + configured.ceilingMicroUsd,
	});
	const forecast = { at, periodKey: period.key, p10, p50, p90, learned };
	return { forecast, hoursLeft, totalMicroUsd, meanDayMicroUsd };
}

const noSpend = { lo: 0, point: 0, hi: 0 };

type Known = { readonly history: SpendHistory; readonly leftMs: number };

function remainderOf({ summary }: ForecastInput, { history, leftMs }: Known): MicroUsd {
	const atThisRate = chargeMicroUsd(leftMs, summary.ratePerHour.point);
	const hoursLeft = leftMs / hourMs;
	const rest = { from: 0, to: -Math.min(hoursLeft, dayHours) };
	if (sameStretch(history, rest, forecastSettings.historyDays.value).length === 0)
		return atThisRate;
	return forecastRemainder({
		history,
		hoursLeft,
		floorMicroUsdPerHour: summary.floorPerHour,
		ceilingMicroUsdPerHour: summary.ceilingPerHour,
	}).inFleet;
}

/** Mean of the days back from now that are known as a whole. */
function meanDay(history: SpendHistory): MicroUsd {
	const last = spentBetween(history, dayHours, 0);
	const before = sameStretch(
		history,
		{ from: dayHours, to: 0 },
		forecastSettings.historyDays.value - 1,
	);
	return Math.round(meanOf(last === null ? before : [last, ...before]) ?? 0);
}

/**
 * Hours back from `at`, newest first: the last ones from the summary's bins to the minute, older ones from
 * the two hours on record that each touches, in proportion. Days under guard action are unknown here.
 */
function historyAt({ summary, period, record, at }: ForecastInput): SpendHistory {
	const recent = Math.floor((at - (summary.bins[0]?.from ?? at)) / hourMs);
	const past = (at - hourOf(at)) / hourMs;
	const count = Math.floor((at - record.from) / hourMs);
	return Array.from({ length: Math.max(0, count) }, (_, back) => {
		const to = at - back * hourMs;
		const isGuarded = record.guarded.some(
			(day) => day.from < to && to <= day.to && day.to <= period.from,
		);
		if (isGuarded) return null;
		if (back < recent) return spentWithin(summary, { from: to - hourMs, to }).point;
		const hour = hourOf(at) - (back + 1) * hourMs;
		const [older, newer] = [pointOf(record, hour), pointOf(record, hour + hourMs)];
		if (past === 0) return older;
		return older === null || newer === null ? null : older * (1 - past) + newer * past;
	});
}

function pointOf({ from, hours }: SpendRecord, hour: Instant): MicroUsd | null {
	return hours[(hour - from) / hourMs]?.point ?? null;
}
