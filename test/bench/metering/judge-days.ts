import { hourMs } from "../../../shared/domain/instant.ts";
import type { Period } from "../../../shared/domain/reading.ts";
import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import type { Form } from "./forms.ts";
import type { LedgerDay } from "./ledger-days.ts";

/** One endpoint on one day: the account's bill and how far the ledger is off. */
export type EndpointDay = {
	readonly endpoint: string;
	readonly day: string;
	readonly billMicroUsd: number;
	readonly lo: number;
	readonly point: number;
	readonly hi: number;
	readonly errorMicroUsd: number;
	readonly allowedMicroUsd: number;
	/**
	 * Money of one step of the resolution for each start, or for each stop, whichever is more: both are rounded
	 * down, so that a start adds less than a step and a stop takes away less than one.
	 */
	readonly stepsMicroUsd: number;
	readonly isContained: boolean;
	/** Whether the bill lay between lo and hi already at the first pass of the next day. */
	readonly wasContainedAtClose: boolean;
	/** Starts and stops of billed time. */
	readonly edges: number;
	readonly estimatedMs: number;
	readonly gapMicroUsd: number;
};

export type JudgeInput = {
	readonly account: SimulatedAccount;
	readonly form: Form;
	readonly periods: readonly Period[];
	readonly booked: readonly LedgerDay[];
	/** The same days as they stood when they ended. */
	readonly atClose: readonly LedgerDay[];
};

/** Money is rounded once per price in the ledger and in the bill. */
const roundingMicroUsd = 5;

export function judgeDays({ account, form, periods, booked, atClose }: JudgeInput): EndpointDay[] {
	const edges = new Map<string, readonly Edge[]>();
	const stepMs = stepOf(account, form);
	return booked.map(({ endpoint, from, spent, estimatedMs, gapMicroUsd }) => {
		const period = periods.find((each) => each.from === from);
		const to = period?.to ?? from;
		const bill = account.truth.billMicroUsd(from, to, endpoint);
		const own = edges.get(endpoint) ?? edgesOf(account, endpoint);
		edges.set(endpoint, own);
		const inside = own.filter(({ at }) => at >= from && at < to);
		const grain = grainMicroUsd(inside, stepMs, form);
		const closed = atClose.find((each) => each.endpoint === endpoint && each.from === from);
		const errorMicroUsd = errorOf(form, spent, bill);
		return {
			endpoint,
			day: period?.key ?? "",
			billMicroUsd: bill,
			...spent,
			errorMicroUsd,
			allowedMicroUsd: Math.max(form.bar * bill, grain) + gapMicroUsd + roundingMicroUsd,
			stepsMicroUsd: grain,
			isContained: isWithin(spent, bill, grain),
			wasContainedAtClose:
				closed === undefined ||
				isWithin(
					closed.spent,
					account.truth.billMicroUsd(from, Math.min(to, closed.until), endpoint),
					grain,
				),
			edges: inside.length,
			estimatedMs,
			gapMicroUsd,
		};
	});
}

function isWithin({ lo, hi }: LedgerDay["spent"], bill: number, grain: number): boolean {
	return lo <= bill + grain + roundingMicroUsd && bill <= hi + grain + roundingMicroUsd;
}

/** Counts are seen once a minute. */
const listStepMs = 60_000;

function stepOf({ settings }: SimulatedAccount, { rangesReadable }: Form): number {
	return rangesReadable ? settings.rangeResolutionSeconds * 1_000 : listStepMs;
}

function errorOf({ billIs }: Form, { lo, point, hi }: LedgerDay["spent"], bill: number): number {
	if (billIs === "between") return Math.max(0, lo - bill, bill - hi);
	return Math.abs((billIs === "lo" ? lo : point) - bill);
}

type Edge = { readonly at: number; readonly isStart: boolean; readonly microUsdPerHour: number };

function edgesOf({ truth, settings }: SimulatedAccount, endpoint: string): Edge[] {
	const isBilled = (stage: string) =>
		stage === "initializing" ||
		stage === "running" ||
		(settings.billsUndocumentedStages && !["pending", "stopped"].includes(stage));
	const wasBilled = new Map<string, boolean>();
	return truth.stageIntervals(endpoint).flatMap(({ replicaId, stage, from, hardware }) => {
		const isEdge = isBilled(stage) !== (wasBilled.get(replicaId) ?? false);
		wasBilled.set(replicaId, isBilled(stage));
		if (!isEdge) return [];
		const microUsdPerHour = truth.priceMicroUsdPerHour(hardware, from);
		return [{ at: from, isStart: isBilled(stage), microUsdPerHour }];
	});
}

/**
 * Ends of stage ranges are rounded down: starts err one way and stops the other. A list may be late for either in
 * both ways, because it shows a replica that is wanted before it is billed.
 */
function grainMicroUsd(edges: readonly Edge[], stepMs: number, { rangesReadable }: Form): number {
	const of = (some: readonly Edge[]) =>
		some.reduce((sum, { microUsdPerHour }) => sum + (microUsdPerHour * stepMs) / hourMs, 0);
	const starts = of(edges.filter(({ isStart }) => isStart));
	const stops = of(edges.filter(({ isStart }) => !isStart));
	return rangesReadable ? Math.max(starts, stops) : starts + stops;
}
