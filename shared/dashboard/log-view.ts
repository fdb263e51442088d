import { percentText, wholeDollars } from "../core/notify/money-text.ts";
import { isInForce, type Override } from "../domain/override.ts";
import { type Frame, tierName } from "./frame.ts";

export type LogLine = { readonly at: string; readonly what: string; readonly detail: string };

/** What happened and what is in force, newest first. */
export type LogView = {
	readonly history: readonly LogLine[];
	readonly overrides: readonly LogLine[];
	readonly sent: readonly LogLine[];
};

/** Lines per list on the page; all of it is in `/api/state`. */
const linesShownMax = 12;

export function logView(frame: Frame): LogView {
	return { history: historyOf(frame), overrides: overridesOf(frame), sent: sentOf(frame) };
}

function historyOf({ model, moment }: Frame): readonly LogLine[] {
	return newest(model.control.history, ({ at }) => at).map((event) => ({
		at: moment(event.at),
		what: tierName(event.tier),
		detail: `at ${percentText(event.ratio)}${event.window === "hour" ? " of the hourly budget" : ""}: ${reasonTexts[event.reason] ?? event.reason}`,
	}));
}

const reasonTexts: Readonly<Record<string, string>> = {
	"within-budget": "spend is below every line",
	"above-threshold": "spend passed the line",
	latched: "stays until the day ends",
	"new-period": "a new budget day began",
	correction: "a booked correction lowered the spend",
	"hour-over": "the hour stayed below its line",
	"raised-budget": "the budget was raised",
	"stale-data": "the data is too old to act on",
	"no-data": "there is no data to act on",
};

function overridesOf({ model, moment }: Frame): readonly LogLine[] {
	const inForce = model.overrides.filter((override) => isInForce(override, model.now));
	return newest(inForce, ({ grantedAt }) => grantedAt).map((override) => ({
		at: `until ${moment(override.expiresAt)}`,
		what: `${override.kind}, ${override.endpoint ?? "whole namespace"}`,
		detail: `${override.actor}: ${override.reason}${exposureOf(override)}`,
	}));
}

/** What it can cost, as it was shown when it was granted. */
function exposureOf({ exposureMicroUsd = 0 }: Override): string {
	return exposureMicroUsd === 0 ? "" : ` · up to ${wholeDollars(exposureMicroUsd, "up")}`;
}

/** One line per notice; the channels that it went to are named together. */
function sentOf({ model, moment }: Frame): readonly LogLine[] {
	const ids = [...new Set(newest(model.sent, ({ sentAt }) => sentAt).map(({ id }) => id))];
	return ids.flatMap((id) => {
		const copies = model.sent.filter((notice) => notice.id === id);
		const first = copies[0];
		if (first === undefined) return [];
		const channels = [...new Set(copies.map(({ channel }) => channel))].join(", ");
		return [
			{ at: moment(first.sentAt), what: first.title, detail: `${first.severity}, to ${channels}` },
		];
	});
}

function newest<Entry>(
	entries: readonly Entry[],
	instantOf: (entry: Entry) => number,
): readonly Entry[] {
	return entries.toSorted((a, b) => instantOf(b) - instantOf(a)).slice(0, linesShownMax);
}
