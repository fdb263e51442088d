import type { Held } from "../../domain/control.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import type { HeldNext } from "../../domain/read-model.ts";
import type { Period } from "../../domain/reading.ts";
import { isRecordOf } from "../verify/is-record-of.ts";
import { clockText } from "./clock-text.ts";
import { percentText } from "./money-text.ts";

/** What the guard holds, with the originals and with what harder lines would do to it. */
export type Holding = {
	readonly held: readonly Held[];
	readonly records: readonly RestoreRecord[];
	/** Empty where nothing is going to be written. */
	readonly next: readonly HeldNext[];
};

/** `held: capped 4 → 1 since 13:05 (trim); paused at 200 %`; null: the guard does not hold it. */
export function holdingText(
	endpoint: string,
	{ held, records, next }: Holding,
	period: Period,
): string | null {
	const entry = held.find((each) => each.endpoint === endpoint && isHolding(each));
	if (entry === undefined) return null;
	const record = records.find((each) => isRecordOf(each, entry));
	const what = whatText(entry, record);
	const when = `${sinceText(entry, period)} (${whoseText(entry)})`;
	const done = entry.status === "applied" ? `${what} since ${when}` : `${what}, sent ${when}`;
	return [`held: ${done}`, ...nextTexts(endpoint, next)].join("; ");
}

/** `paused at 200 %`, one for each budget that has a harder line for it. */
export function nextTexts(endpoint: string, next: readonly HeldNext[]): string[] {
	return next.filter((each) => each.endpoint === endpoint).map(nextText);
}

function isHolding({ status }: Held): boolean {
	return status === "applied" || status === "intended";
}

function whatText({ method, written }: Held, record: RestoreRecord | undefined): string {
	if (method === "pause") return "paused";
	if (method === "sleep") return "put to sleep";
	if (record === undefined) return `capped at ${written.maxReplica}`;
	const { minReplica, maxReplica } = record.scaling;
	const most = `${maxReplica} → ${written.maxReplica}`;
	if (minReplica === written.minReplica) return `capped ${most}`;
	return `at its floor, max ${most}, min ${minReplica} → ${written.minReplica}`;
}

/** A clock time alone is one of today. */
function sinceText({ written, periodKey }: Held, { from, zone }: Period): string {
	const clock = clockText(written.at, zone);
	return written.at < from ? `${periodKey} ${clock}` : clock;
}

function whoseText({ tier, budget, cause }: Held): string {
	if (cause === "envelope") return "to hold the hard line";
	if (cause === "preempt") return "foreseen";
	return budget === undefined ? tier : `${tier} of group ${budget}`;
}

function nextText({ method, maxReplica, ratio, group, isSure }: HeldNext): string {
	const done = method === "pause" ? "paused" : doneText(maxReplica);
	const whose = group === undefined ? "" : ` of group ${group}`;
	return `${done} at ${percentText(ratio)}${whose}${isSure ? "" : " where that is needed"}`;
}

function doneText(maxReplica: number | null): string {
	return maxReplica === null ? "put to sleep" : `capped at ${maxReplica}`;
}
