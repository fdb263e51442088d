import { lineText, moneyText, wholeDollars } from "../core/notify/money-text.ts";
import { hourMs, type Instant, quarterMs } from "../domain/instant.ts";
import type { SpendPoint } from "../domain/ledger.ts";
import type { MicroUsd } from "../domain/money.ts";
import type { Reading } from "../domain/reading.ts";
import { type Frame, lineOf } from "./frame.ts";

export type LineName = "budget" | "trim" | "divert" | "shutdown";

/** A place in the chart: share of the day (0 to 1) and an amount. */
export type Place = { readonly x: number; readonly amount: MicroUsd };

export type FanEnd = {
	readonly name: "at least" | "likely" | "at most";
	readonly amount: MicroUsd;
	readonly text: string;
};

/** Today's spend against the lines, as numbers to draw and as a table to read. */
export type ChartView = {
	readonly title: string;
	readonly top: MicroUsd;
	readonly spend: readonly Place[];
	readonly now: Place;
	readonly nowText: string;
	readonly lines: readonly {
		readonly name: LineName;
		readonly amount: MicroUsd;
		readonly text: string;
		/** ", since 15:56" where it was passed today, else empty. */
		readonly since: string;
	}[];
	/** The three futures at the day's end, most first. */
	readonly fan: readonly FanEnd[];
	readonly hours: readonly { readonly x: number; readonly text: string }[];
	readonly rows: readonly { readonly time: string; readonly spent: string }[];
};

/** Space above the highest line or amount. */
const headroom = 1.08;
/** The forecast may stretch the scale to this many times the shutdown line, then it is cut off. */
const stretchMax = 2;

export function chartView(frame: Frame): ChartView | null {
	const { reading } = frame.model;
	if (reading === null) return null;
	const points = pointsOf(frame, reading);
	const place = placeIn(reading);
	const now = place({ at: reading.at, spent: reading.spent });
	return {
		title: titleOf(frame, reading),
		top: topOf(frame, reading),
		spend: points.map(place),
		now,
		nowText: `${moneyText(reading.spent.point)} at ${frame.clock.time(reading.at)}`,
		lines: linesOf(frame),
		fan: fanOf(reading),
		hours: hoursOf(frame, reading),
		rows: rowsOf(frame, reading, points),
	};
}

function placeIn({ period }: Reading): (point: SpendPoint) => Place {
	const length = period.to - period.from;
	return ({ at, spent }) => ({
		x: Math.min(1, Math.max(0, (at - period.from) / length)),
		amount: spent.point,
	});
}

function pointsOf({ model }: Frame, { period, at, spent }: Reading): readonly SpendPoint[] {
	const today = model.curve.filter((point) => point.at >= period.from && point.at < at);
	return [...today, { at, spent }];
}

function topOf(frame: Frame, { spent, ceilingMicroUsd }: Reading): MicroUsd {
	const shutdown = lineOf(frame, "shutdown");
	const forecast = Math.min(ceilingMicroUsd, shutdown * stretchMax);
	return Math.max(shutdown, spent.hi, forecast) * headroom;
}

function linesOf(frame: Frame): ChartView["lines"] {
	const budget = frame.model.reading?.budgetMicroUsd ?? 0;
	const tiers = (["shutdown", "divert", "trim"] as const).map((name) => {
		const amount = lineOf(frame, name);
		return { name, amount, text: `${name} ${lineText(amount)}`, since: sinceText(frame, name) };
	});
	return [
		...tiers,
		{ name: "budget", amount: budget, text: `budget ${lineText(budget)}`, since: "" },
	];
}

function sinceText({ model, clock }: Frame, tier: LineName): string {
	const from = model.reading?.period.from ?? 0;
	const crossed = model.control.history.find(
		(event) => event.tier === tier && event.window !== "hour" && event.at >= from,
	);
	return crossed === undefined ? "" : `, since ${clock.time(crossed.at)}`;
}

function fanOf({ floorMicroUsd, likelyMicroUsd, ceilingMicroUsd }: Reading): readonly FanEnd[] {
	const least = wholeDollars(floorMicroUsd, "down");
	const likely = wholeDollars(likelyMicroUsd, "near");
	const most = wholeDollars(ceilingMicroUsd, "up");
	return [
		{ name: "at most", amount: ceilingMicroUsd, text: most },
		{ name: "likely", amount: likelyMicroUsd, text: likely },
		{ name: "at least", amount: floorMicroUsd, text: least },
	];
}

/** Every sixth full local hour: on days with a clock change they are not evenly spaced. */
function hoursOf({ clock }: Frame, { period }: Reading): ChartView["hours"] {
	const hours: { x: number; text: string }[] = [];
	for (let at: Instant = period.from; at < period.to; at += quarterMs) {
		const [hour = "", minute = ""] = clock.time(at).split(":");
		const isNew = hours.at(-1)?.text !== hour;
		if (minute === "00" && Number(hour) % 6 === 0 && isNew) {
			hours.push({ x: (at - period.from) / (period.to - period.from), text: hour });
		}
	}
	return [...hours, { x: 1, text: "24" }];
}

function titleOf({ clock }: Frame, reading: Reading): string {
	const { spent, budgetMicroUsd, at } = reading;
	const futures = fanOf(reading)
		.toReversed()
		.map(({ name, text }) => `${text} ${name}`)
		.join(", ");
	return (
		`Spend of today, ${moneyText(spent.point)} of ${moneyText(budgetMicroUsd)} at ${clock.time(at)}; ` +
		`by midnight ${futures}.`
	);
}

function rowsOf(frame: Frame, reading: Reading, points: readonly SpendPoint[]): ChartView["rows"] {
	const rows: { time: string; spent: string }[] = [];
	for (let at = reading.period.from + hourMs; at < reading.at; at += hourMs) {
		rows.push({ time: frame.clock.time(at), spent: moneyText(spentAt(points, at)) });
	}
	const now = { time: frame.clock.time(reading.at), spent: moneyText(reading.spent.point) };
	return [...rows, now];
}

/** Spend between two points is a straight line. */
function spentAt(points: readonly SpendPoint[], at: Instant): MicroUsd {
	const after = points.findIndex((point) => point.at > at);
	const next = points[after];
	const before = points[after - 1];
	if (next === undefined) return points.at(-1)?.spent.point ?? 0;
	if (before === undefined) return 0;
	const share = (at - before.at) / (next.at - before.at);
	return before.spent.point + share * (next.spent.point - before.spent.point);
}
