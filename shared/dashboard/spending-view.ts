import {
	lineText,
	moneyText,
	percentText,
	rateText,
	wholeDollars,
} from "../core/notify/money-text.ts";
import type { Reading } from "../domain/reading.ts";
import type { GroupSpending, SpendShare, SpentToDate } from "../domain/spending.ts";
import { counted, type Frame, nameList } from "./frame.ts";
import { windowText, zoneClock } from "./zone-clock.ts";

export type GroupRow = {
	readonly name: string;
	readonly zone: string;
	readonly spent: string;
	readonly share: string;
	readonly rate: string;
	readonly end: string;
	readonly members: string;
};

export type ShareList = {
	readonly heading: string;
	readonly rows: readonly { readonly key: string; readonly text: string }[];
};

/** Where the money went, how fast, and how groups of endpoints stand in their own days. */
export type SpendingView = {
	readonly toDate: string | null;
	readonly groups: readonly GroupRow[];
	readonly shares: readonly ShareList[];
	readonly burn: string | null;
};

export function spendingView(frame: Frame): SpendingView {
	const { spending, reading } = frame.model;
	const { week, month, groups, shares } = spending;
	const lists: readonly ShareList[] = [
		shareList("Endpoint", shares.endpoint),
		shareList("Region", shares.region),
		shareList("Model", shares.model),
		shareList("Tag", shares.tag),
	];
	return {
		toDate: toDateText(frame, week, month),
		groups: groups.map((group) => groupRow(frame, group)),
		shares: lists.filter(({ rows }) => rows.length > 0),
		burn: reading === null ? null : burnText(reading),
	};
}

function toDateText(
	frame: Frame,
	week: SpentToDate | null,
	month: SpentToDate | null,
): string | null {
	if (week === null || month === null) return null;
	const { moment } = frame;
	const weekWords = `This week ${moneyText(week.spent.point)}`;
	const monthWords = `this month ${moneyText(month.spent.point)}${sinceText(frame, month)}`;
	// Where metering began in this week it began in this month: said once.
	const known = week.since > week.from && week.since !== month.since;
	return `${weekWords}${known ? ` (since ${moment(week.since)})` : ""} · ${monthWords}`;
}

/** Where metering began after the week or month did, it is said since when. */
function sinceText({ moment }: Frame, { from, since }: SpentToDate): string {
	return since > from ? ` (since ${moment(since)})` : "";
}

/** `over 5 min 2.2 ×, …`: multiples of even spending. */
export function burnText({ burnRates }: Reading): string | null {
	if (burnRates.length === 0) return null;
	const words = burnRates.map(
		({ windowMs, rate }) => `${windowText(windowMs)} ${rate.toFixed(1)} ×`,
	);
	return words.join(" · ");
}

function groupRow({ model }: Frame, { reading, endpoints }: GroupSpending): GroupRow {
	const { period, spent, budgetMicroUsd, ratio, ratePerHour } = reading;
	const clock = zoneClock(period.zone);
	return {
		name: reading.budget,
		zone: `${clock.day(model.now)}, ${period.zone}`,
		spent: `${moneyText(spent.point)} of ${lineText(budgetMicroUsd)}`,
		share: percentText(ratio.point),
		rate: rateText(ratePerHour.point),
		end: endText(reading),
		members: endpoints.length === 0 ? "no endpoint" : namesOf(endpoints),
	};
}

function namesOf(endpoints: readonly string[]): string {
	return endpoints.length <= 3
		? nameList(endpoints)
		: `${counted(endpoints.length, "endpoint")}: ${nameList(endpoints.slice(0, 2))} …`;
}

function endText({ floorMicroUsd, likelyMicroUsd, ceilingMicroUsd }: Reading): string {
	return [
		wholeDollars(floorMicroUsd, "down"),
		wholeDollars(likelyMicroUsd, "near"),
		wholeDollars(ceilingMicroUsd, "up"),
	].join(" · ");
}

function shareList(heading: string, shares: readonly SpendShare[]): ShareList {
	const rows = shares.map(({ key, spent, ratio }) => ({
		key,
		text: `${moneyText(spent.point)} · ${percentText(ratio)}`,
	}));
	return { heading, rows };
}
