import type { SimulatedAccount } from "../account.ts";
import type { StageInterval } from "../bill.ts";
import { hashHex } from "../http/hash.ts";

/** Whose bill it is; that of a member of an organisation holds none of its endpoints. */
export type UsageQuestion = {
	kind: "org" | "user";
	name: string;
	isEmpty: boolean;
	periodId: string | null;
};

/** A calendar month in UTC: `[from, to)` in milliseconds. */
type Month = { id: string; from: number; to: number };

type UsageRow = { endpoint: string; hardware: string; replicaMs: number; microUsd: number };

const minuteMs = 60_000;
const minutesPerHour = 60;
/** As many months back as a bill can be asked for. */
const monthsKept = 12;

/**
 * The documented body of `billing/usage`, computed from the account's own bill: one row per endpoint
 * and hardware of a calendar month, whose costs add up to the exact bill of the endpoint. Null for an
 * unknown period. That `label` is the endpoint's name is probable, not documented.
 */
export function usageBody(account: SimulatedAccount, question: UsageQuestion) {
	const now = account.now();
	const month = recentMonths(now).find(
		({ id }, index) => (question.periodId === null && index === 0) || id === question.periodId,
	);
	if (!month) return null;
	const rows = question.isEmpty ? [] : endpointNames(account).flatMap(rowsOf(account, month, now));
	return {
		usage: { Endpoints: rows.map((row) => rowBody(account, row, month)), Spaces: [] },
		period: {
			_id: month.id,
			entityId: hashHex(question.kind, question.name).slice(0, 24),
			entityType: question.kind,
			entityName: question.name,
			periodStart: new Date(month.from).toISOString(),
			periodEnd: new Date(month.to).toISOString(),
			invoice: { type: "no-invoice", id: "no-invoice" },
			charges: [],
		},
	};
}

/** The running month and those before it, newest first. */
function recentMonths(now: number): Month[] {
	const date = new Date(now);
	return Array.from({ length: monthsKept }, (_, back) => {
		const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back);
		const to = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back + 1);
		return { id: hashHex("billing period", from).slice(0, 24), from, to };
	});
}

/** Every endpoint that ever was, those removed since included. */
function endpointNames(account: SimulatedAccount): string[] {
	return [...new Set(account.truth.journal().map(({ endpoint }) => endpoint))];
}

function rowsOf(account: SimulatedAccount, month: Month, now: number) {
	return (endpoint: string): UsageRow[] => {
		const { from, to } = month;
		const total = account.truth.billMicroUsd(from, to, endpoint);
		const replicaMs = account.truth.replicaMilliseconds(from, to, { endpoint });
		const times = workingTimes(account.truth.stageIntervals(endpoint), month, now);
		return share(account, { endpoint, total, replicaMs, times, at: Math.min(to, now) });
	};
}

/** Milliseconds of work per hardware, by which the bill of an endpoint is divided into rows. */
function workingTimes(
	intervals: readonly StageInterval[],
	{ from, to }: Month,
	now: number,
): ReadonlyMap<string, number> {
	const times = new Map<string, number>();
	for (const interval of intervals) {
		if (interval.stage === "pending" || interval.stage === "stopped") continue;
		const end = Math.min(interval.to ?? now, to);
		const lengthMs = Math.max(0, end - Math.max(interval.from, from));
		if (lengthMs > 0) {
			times.set(interval.hardware, (times.get(interval.hardware) ?? 0) + lengthMs);
		}
	}
	return times;
}

type Bill = {
	endpoint: string;
	total: number;
	replicaMs: number;
	times: ReadonlyMap<string, number>;
	at: number;
};

/** The last row takes what rounding leaves, so that the rows add up to the bill. */
function share(account: SimulatedAccount, { endpoint, total, replicaMs, times, at }: Bill) {
	const weights = [...times].map(([hardware, timeMs]) => ({
		hardware,
		timeMs,
		weight: timeMs * account.truth.priceMicroUsdPerHour(hardware, at),
	}));
	const weightSum = weights.reduce((sum, { weight }) => sum + weight, 0);
	const timeSum = weights.reduce((sum, { timeMs }) => sum + timeMs, 0);
	let left = total;
	return weights.map(({ hardware, timeMs, weight }, index): UsageRow => {
		const isLast = index === weights.length - 1;
		const microUsd = isLast ? left : Math.round((total * weight) / weightSum);
		left -= microUsd;
		return { endpoint, hardware, microUsd, replicaMs: (replicaMs * timeMs) / timeSum };
	});
}

function rowBody(account: SimulatedAccount, row: UsageRow, month: Month) {
	const [vendor = "", , instanceType = "", instanceSize = ""] = row.hardware.split("/");
	const intervals = account.truth.stageIntervals(row.endpoint);
	const isActive = intervals.some(({ to, hardware }) => to === null && hardware === row.hardware);
	const at = Math.min(month.to - 1, account.now());
	return {
		entityId: hashHex("endpoint", row.endpoint).slice(0, 24),
		label: row.endpoint,
		product: `endpoints/${vendor}/${instanceType}/${instanceSize}`,
		quantity: Math.round(row.replicaMs / minuteMs),
		startedAt: new Date(Math.max(month.from, intervals[0]?.from ?? 0)).toISOString(),
		stoppedAt: isActive ? null : new Date(lastEnd(intervals, month)).toISOString(),
		freeGrant: false,
		productPrettyName: prettyName(vendor, instanceType, instanceSize),
		unitLabel: "minute",
		totalCostMicroUSD: row.microUsd,
		unitCostMicroUSD: account.truth.priceMicroUsdPerHour(row.hardware, at) / minutesPerHour,
		active: isActive,
	};
}

function lastEnd(intervals: readonly StageInterval[], month: Month): number {
	const ends = intervals.map(({ to }) => to ?? month.from).filter((to) => to <= month.to);
	return Math.max(month.from, ...ends);
}

/** "Inference Endpoints - AWS Nvidia L4 x1" */
function prettyName(vendor: string, instanceType: string, instanceSize: string): string {
	const [maker = "", ...rest] = instanceType.split("-");
	const words = [maker.charAt(0).toUpperCase() + maker.slice(1), ...rest.map(upper)];
	return `Inference Endpoints - ${upper(vendor)} ${words.join(" ")} ${instanceSize}`;
}

function upper(text: string): string {
	return text.toUpperCase();
}
