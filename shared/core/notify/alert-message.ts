import type { Alert } from "../../domain/alert.ts";
import { type Instant, minuteMs } from "../../domain/instant.ts";
import type { Message, Section, Severity } from "../../domain/notice.ts";
import type { Mode } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { alertLine, alertName, alertText, causeLine } from "./alert-text.ts";
import { clockText } from "./clock-text.ts";
import { composeMessage } from "./compose-message.ts";
import { listed } from "./listed.ts";
import { lineText, moneyText, percentText, wholeDollars } from "./money-text.ts";

/** An alert that a notice speaks of, and what is new about it. */
export type ToldAlert = {
	readonly kind: "fired" | "escalated" | "lowered" | "goes on" | "resolved";
	readonly alert: Alert;
};

export type AlertMessageInput = {
	readonly namespace: string;
	readonly mode: Mode;
	readonly zone: string;
	readonly now: Instant;
	/** One at least. */
	readonly told: readonly ToldAlert[];
	/** null: nothing was read yet. */
	readonly reading: Reading | null;
	/** Those of the groups by name; absent: there are none. */
	readonly groups?: readonly { readonly name: string; readonly reading: Reading }[];
};

/** One message for everything that one pass of watch has to say about a budget. */
export function alertMessage(input: AlertMessageInput): Message {
	const { namespace, mode, told, zone } = input;
	const firing = told.filter(({ kind }) => kind !== "resolved").toSorted(byGravity);
	const over = told.filter(({ kind }) => kind === "resolved");
	const lead = firing[0] ?? over[0];
	return composeMessage({
		namespace,
		mode,
		severity: severityOf(firing),
		type: firing.length > 0 ? "alert.firing" : "alert.resolved",
		title: `${namespace}: ${titleOf(firing, over)}`,
		sections: [
			{ heading: null, lines: listed(firing.map((each) => firingLine(each, input))) },
			causesOf(firing, zone),
			{ heading: "What to do", lines: listed(runbooksOf(firing)) },
			{ heading: "Resolved", lines: listed(over.map((each) => overLine(each, zone))) },
			{ heading: "Budget", lines: budgetLines(input) },
		],
		footer: `an alert changes no endpoint, only the budget's lines do · times in ${zone}`,
		attributes: lead === undefined ? {} : attributesOf(lead.alert, told.length),
	});
}

const gravity: Readonly<Record<Severity, number>> = { page: 2, warn: 1, info: 0 };

function byGravity(a: ToldAlert, b: ToldAlert): number {
	return gravity[b.alert.severity] - gravity[a.alert.severity] || a.alert.since - b.alert.since;
}

/** What is over is information, whatever it was. */
function severityOf(firing: readonly ToldAlert[]): Severity {
	return firing[0]?.alert.severity ?? "info";
}

function titleOf(firing: readonly ToldAlert[], over: readonly ToldAlert[]): string {
	const [first, ...rest] = firing;
	if (first === undefined) return overTitle(over);
	const more = rest.length === 0 ? "" : `, and ${rest.length} more`;
	return `${newsWord(first)}${alertLine(first.alert)}${more}`;
}

const lesser: Readonly<Record<Severity, string>> = {
	page: "no longer a page: ",
	warn: "no longer a warning: ",
	info: "",
};

/** What was over in between and came back is not "still" going on. */
function newsWord({ kind, alert }: ToldAlert): string {
	const { toldAt, toldSeverity, worst, since } = alert;
	if (kind === "lowered") return lesser[toldSeverity ?? worst];
	if (kind !== "goes on") return "";
	return toldAt !== null && since > toldAt ? "again: " : "still: ";
}

function overTitle(over: readonly ToldAlert[]): string {
	const names = over.map(({ alert }) => alertName(alert));
	return `resolved: ${names.slice(0, 3).join(", ")}${names.length > 3 ? `, and ${names.length - 3} more` : ""}`;
}

function firingLine({ kind, alert }: ToldAlert, { zone, now }: AlertMessageInput): string {
	const words = kind === "escalated" ? "graver: " : newsWord({ kind, alert });
	const lasts = durationText(Math.max(0, now - alert.since));
	const since = `since ${clockText(alert.since, zone)} (${lasts})`;
	const course = [`${words}${alertLine(alert)}`, since, ...courseOf(alert, zone)].join(", ");
	return `${alert.severity}  ${course} [${alert.rule}]`;
}

/** What was otherwise before: the numbers are those of now, and people remember those of the beginning. */
function courseOf(alert: Alert, zone: string): readonly string[] {
	const { measuredAt, severity, severitySince, worst, startedWith } = alert;
	const isMilder = severitySince !== undefined && gravity[worst] > gravity[severity];
	const began = startedWith === undefined ? "" : alertText({ ...alert, evidence: startedWith });
	return [
		...(measuredAt === undefined ? [] : [`measured at ${clockText(measuredAt, zone)}`]),
		...(isMilder ? [`${worst} until ${clockText(severitySince, zone)}`] : []),
		...(began === "" || began === alertText(alert) ? [] : [`began with ${began}`]),
	];
}

/** `17 min`, `4 h 7 min`: nobody divides by 60 at night. */
function durationText(ms: number): string {
	const minutes = Math.round(ms / minuteMs);
	const hours = Math.floor(minutes / 60);
	return hours < 2 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

function overLine({ alert }: ToldAlert, zone: string): string {
	const to = alert.resolvedAt === null ? "" : ` to ${clockText(alert.resolvedAt, zone)}`;
	const why = alert.because === undefined ? "" : `, ${alert.because}`;
	return `${alertName(alert)}  ${clockText(alert.since, zone)}${to}${why}`;
}

/** The causes of the gravest alert that has any: those of the others are the same change. */
function causesOf(firing: readonly ToldAlert[], zone: string): Section {
	const causes = firing.find(({ alert }) => alert.causes.length > 0)?.alert.causes ?? [];
	const lines = causes.map((cause) => causeLine(cause, (at) => clockText(at, zone)));
	return { heading: "What changed", lines: listed(lines) };
}

function runbooksOf(firing: readonly ToldAlert[]): readonly string[] {
	return [...new Set(firing.map(({ alert }) => alert.runbook))];
}

/** The budgets that the alerts are about: a group's own for its alerts, the namespace's for all others. */
function budgetLines({ told, reading, groups = [] }: AlertMessageInput): readonly string[] {
	const named = new Set(told.map(({ alert }) => alert.group ?? null));
	const own = groups.filter(({ name }) => named.has(name));
	const isWhole = named.has(null) && reading !== null;
	return [
		...(isWhole ? [budgetLine(reading)] : []),
		...own.map((group) => `group ${group.name}: ${budgetLine(group.reading)}`),
	];
}

function budgetLine(reading: Reading): string {
	const { spent, ratio, budgetMicroUsd, floorMicroUsd, likelyMicroUsd, ceilingMicroUsd } = reading;
	const ends = [
		`at least ${wholeDollars(floorMicroUsd, "down")}`,
		`likely ${wholeDollars(likelyMicroUsd, "near")}`,
		`at most ${wholeDollars(ceilingMicroUsd, "up")}`,
	];
	return `${moneyText(spent.point)} of ${lineText(budgetMicroUsd)} today (${percentText(ratio.point)}); by the day's end ${ends.join(", ")}.`;
}

function attributesOf({ rule, endpoint, group }: Alert, alerts: number): Record<string, string> {
	const named = group === undefined ? {} : { group };
	return { rule, endpoint: endpoint ?? "*", ...named, alerts: String(alerts) };
}
