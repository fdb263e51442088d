import { bookSavings } from "./book-savings.ts";
import { type LearnDeps, learnModelSizes } from "./learn-model-sizes.ts";
import { type ReconcileDeps, type ReconcileOutcome, reconcileBill } from "./reconcile-bill.ts";
import { type ReportDeps, type ReportOutcome, reportDay } from "./report-day.ts";
import { type HourReportOutcome, reportLastHour } from "./report-last-hour.ts";

export type HourDeps = ReportDeps & ReconcileDeps & LearnDeps;

export type HourOutcome = {
	readonly outcome: ReportOutcome;
	/** `failed`: the bill could not be read; it is tried again in an hour. */
	readonly bill: ReconcileOutcome | "failed";
	/** Absent where the policy asks for no digest of the hour. */
	readonly hour?: HourReportOutcome;
};

/**
 * What is done every hour: the ledger is held against the bill where that is due, sizes of new models
 * are learnt, and the last budget day is told, on request the last hour too. The Hub being down delays no report.
 */
export async function reportHour(deps: HourDeps): Promise<HourOutcome> {
	const bill = await reconciled(deps);
	await learnModelSizes(deps);
	await savingsBooked(deps);
	const hour = await reportLastHour(deps);
	return { ...(await reportDay(deps)), bill, ...(hour === "not-asked-for" ? {} : { hour }) };
}

/** What could not be computed is computed in the next hour: eight hours are looked back on. */
async function savingsBooked(deps: HourDeps): Promise<void> {
	try {
		await bookSavings(deps);
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		deps.log.warn("savings-not-booked", { namespace: deps.namespace, problem });
	}
}

async function reconciled(deps: HourDeps): Promise<HourOutcome["bill"]> {
	try {
		return (await reconcileBill(deps)).outcome;
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		deps.log.warn("bill-not-reconciled", { namespace: deps.namespace, problem });
		return "failed";
	}
}
