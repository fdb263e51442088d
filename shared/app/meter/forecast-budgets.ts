import { forecastBudget, type MadeForecast } from "../../core/reading/forecast/forecast-budget.ts";
import { enterPeriod, rememberHour } from "../../core/reading/forecast/learn-from-hours.ts";
import {
	appendHours,
	emptyRecord,
	longestRecordHours,
	recordedUntil,
	replaceHours,
	type SpendRecord,
} from "../../core/reading/forecast/spend-record.ts";
import { dayOf } from "../../core/reading/period.ts";
import { spentIn } from "../../core/reading/summarise.ts";
import { hourMs, hourOf, type Instant } from "../../domain/instant.ts";
import type { BudgetSummary, HourTotal, Posture } from "../../domain/ledger.ts";
import type { Bounds } from "../../domain/money.ts";
import type { Budget, Policy } from "../../domain/policy.ts";
import type { DayEndForecast, Period } from "../../domain/reading.ts";
import type { Table } from "../../ports/table.ts";
import { guardStore } from "../store/guard-store.ts";
import { ledgerStore } from "../store/ledger-store.ts";
import { spendStore } from "../store/spend-store.ts";

export type ForecastDeps = { readonly table: Table; readonly namespace: string };

/** A budget with its figures, and the booked hours and open ends that these are made of. */
export type BudgetFigures = {
	readonly budget: Budget;
	readonly period: Period;
	readonly summary: BudgetSummary;
	readonly totals: readonly HourTotal[];
	readonly postures: readonly Posture[];
	/** True of the namespace's own budget, whose hours the ledger has totals of since metering began. */
	readonly isWhole: boolean;
};

export type ForecastRequest = {
	readonly at: Instant;
	/** Hours whose booking changed: what is on record of them is made anew. */
	readonly touched: readonly Instant[];
	/** The namespace's own budget first. */
	readonly budgets: readonly BudgetFigures[];
};

/**
 * The day's end of each budget, in their order. The record of hours is read with each, and written when
 * an hour closed or the truth of a past one changed.
 */
export async function forecastBudgets(
	deps: ForecastDeps,
	{ at, touched, budgets }: ForecastRequest,
): Promise<DayEndForecast[]> {
	const store = spendStore(deps.table, deps.namespace);
	const kept = await Promise.all(
		budgets.map(async (figures) => {
			const stored = await store.readRecord(figures.budget.name);
			const record = enterPeriod(
				await recordOf(deps, figures, { at, touched, stored }),
				figures.period,
			);
			const { summary, period } = figures;
			const made = forecastBudget({ summary, period, record, at });
			return { figures, stored, record, made };
		}),
	);
	const isGuarded = kept.some(isNewHour) && (await isHolding(deps));
	const changed = kept.filter((one) => isNewHour(one) || one.record !== one.stored);
	await store.writeRecords(
		changed.map(({ figures: { budget, period }, record, made }) => ({
			budget: budget.name,
			record: rememberHour(record, made, { period, isGuarded }),
		})),
	);
	return kept.map(({ made }) => made.forecast);
}

type Kept = {
	readonly stored: SpendRecord | null;
	readonly record: SpendRecord;
	readonly made: MadeForecast;
};

function isNewHour({ stored, record }: Kept): boolean {
	return stored === null || recordedUntil(stored) < recordedUntil(record);
}

type RecordContext = {
	readonly at: Instant;
	readonly touched: readonly Instant[];
	readonly stored: SpendRecord | null;
};

/** The record up to the last closed hour; the same one where nothing closed and nothing of the past changed. */
async function recordOf(
	deps: ForecastDeps,
	figures: BudgetFigures,
	{ at, touched, stored }: RecordContext,
): Promise<SpendRecord> {
	const { summary } = figures;
	const before = stored ?? (await recordFromLedger(deps, figures, at));
	const binsFrom = summary.bins[0]?.from ?? at;
	const late = touched.filter((hour) => hour < binsFrom);
	const isBehind = recordedUntil(before) < hourOf(at);
	if (!isBehind && late.length === 0) return before;
	const spends = late.map((hour) => ({ hour, spent: spentInHour(hour, figures) }));
	return replaceHours(appendHours(before, summary, at), spends);
}

/** The first record of a budget, from whatever hours the ledger has; before them nothing is known. */
async function recordFromLedger(
	{ table, namespace }: ForecastDeps,
	figures: BudgetFigures,
	at: Instant,
): Promise<SpendRecord> {
	const { period, postures, summary, isWhole } = figures;
	const oldest = hourOf(at) - longestRecordHours * hourMs;
	const totals = isWhole
		? await ledgerStore(table, namespace).readTotals({ from: oldest, to: at })
		: figures.totals;
	const booked = [...totals, ...figures.totals];
	const begins = [...booked.map(({ hour }) => hour), ...postures.map(({ since }) => since)];
	const first = Math.ceil(Math.min(at, ...begins) / hourMs) * hourMs;
	// A read of stage ranges reaches back a little: of the ledger's very first hour only the end is known.
	const from = Math.max(oldest, first < period.from ? first + hourMs : first);
	const hours: Bounds[] = [];
	for (let hour = from; hour + hourMs <= (summary.bins[0]?.from ?? at); hour += hourMs) {
		hours.push(spentInHour(hour, { totals, postures }));
	}
	return { ...emptyRecord(from, period.key), hours };
}

function spentInHour(
	hour: Instant,
	{ totals, postures }: Pick<BudgetFigures, "totals" | "postures">,
): Bounds {
	return spentIn({ from: hour, to: hour + hourMs }, totals, postures);
}

/** In shadow nothing is held back: what was recorded there changes no spend. */
async function isHolding({ table, namespace }: ForecastDeps): Promise<boolean> {
	const { value } = await guardStore(table, namespace).readControl();
	return (value?.held ?? []).some(({ status }) => status === "applied" || status === "restoring");
}

/** In a quiet hour nothing is booked: the forecasts are made anew from what the summary goes on to say. */
export async function refreshForecasts(
	deps: ForecastDeps & { readonly policy: Policy },
	at: Instant,
): Promise<void> {
	const store = ledgerStore(deps.table, deps.namespace);
	const { value: summary } = await store.readSummary();
	if (summary === null || summary.forecast === null) return;
	const parts: readonly BudgetSummary[] = [summary, ...summary.groups];
	const named = new Map(deps.policy.groups.map((group) => [group.name, group]));
	const budgets = summary.groups.map(({ name }) => named.get(name) ?? deps.policy.budget);
	const figures = [deps.policy.budget, ...budgets].map((budget, index) => ({
		budget,
		period: dayOf(at, budget.zone),
		summary: parts[index] ?? summary,
		totals: [],
		postures: [],
		isWhole: index === 0,
	}));
	const [forecast = null, ...made] = await forecastBudgets(deps, {
		at,
		touched: [],
		budgets: figures,
	});
	const groups = summary.groups.map((group, index) => ({
		...group,
		forecast: made[index] ?? null,
	}));
	await store.writeSummary({ ...summary, forecast, groups });
}
