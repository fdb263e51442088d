import { type Form, forms } from "./forms.ts";
import type { EndpointDay } from "./judge-days.ts";
import type { MeteringResult } from "./run-metering.ts";

type JudgedDay = EndpointDay & {
	/** Share of the bill that the error may have; null: only the bounds are held against the bill. */
	readonly bar: number | null;
};

type Row = { readonly name: string; readonly days: readonly JudgedDay[] };

/** What the bench prints: by form, then by scenario; and every endpoint-day that broke a bar. */
export function meteringTable(results: readonly MeteringResult[]): string[] {
	const faults = [...new Set(results.map(({ task }) => task.faults))].sort((a, b) => a - b);
	const scenarios = [...new Set(results.map(({ task }) => task.scenario))];
	const byForm = forms.flatMap((form, index) =>
		faults.map((factor) => ({
			name: `${form.name}, faults ${factor} ×`,
			days: daysWhere(results, ({ task }) => task.form === index && task.faults === factor),
		})),
	);
	const byScenario = (isWanted: (form: Form) => boolean) =>
		scenarios.flatMap((scenario) =>
			faults.map((factor) => ({
				name: `${scenario}, faults ${factor} ×`,
				days: daysWhere(results, ({ task }) => {
					const form = forms[task.form];
					const isOwn = task.scenario === scenario && task.faults === factor;
					return isOwn && form !== undefined && isWanted(form);
				}),
			})),
		);
	return [
		...blockOf("by form", byForm),
		...blockOf("forms readable to the second", byScenario(isToTheSecond)),
		...blockOf(
			"the other forms",
			byScenario((form) => !isToTheSecond(form)),
		),
		...legend,
		...brokenLines(results),
	];
}

export function isBroken(day: EndpointDay): boolean {
	return !day.isContained || !day.wasContainedAtClose || day.errorMicroUsd > day.allowedMicroUsd;
}

function isToTheSecond({ rangesReadable, settings, billIs }: Form): boolean {
	return rangesReadable && billIs !== "between" && (settings.rangeResolutionSeconds ?? 1) === 1;
}

const nameWidth = 42;
const columnWidth = 12;
const columns = [
	"days",
	"median %",
	"p99 %",
	"held plain",
	"over",
	"by steps",
	"over",
	"of steps %",
	"with gaps",
	"at close",
	"outside",
	"broken",
];

const legend = [
	"held plain: days held to the bar alone (0.02 % of the bill, 0.5 % where only counts are readable), and over it.",
	"by steps: days with so many starts that one step of the resolution for each of them (1, 60 or 300 s; a minute of",
	"lists) is more than the bar; of them over the bar; and the most of their steps that the error came to.",
	"with gaps: neither lists nor ranges were to be had for a time, and hi − lo of that time is allowed as well.",
	"at close, outside: the bill is not between lo and hi, when the day ends and later. broken: any of these missed.",
];

function blockOf(title: string, rows: readonly Row[]): string[] {
	const heading = columns.map((text) => text.padStart(columnWidth)).join("");
	return [
		`${title.padEnd(nameWidth)}${heading}`,
		...rows.filter(({ days }) => days.length > 0).map(lineOf),
		"",
	];
}

function lineOf({ name, days }: Row): string {
	const errors = days.map(errorPct).sort((a, b) => a - b);
	const judged = days.filter(({ bar }) => bar !== null);
	const withGaps = judged.filter(({ gapMicroUsd }) => gapMicroUsd > 0);
	const whole = judged.filter(({ gapMicroUsd }) => gapMicroUsd === 0);
	const bySteps = whole.filter((day) => day.stepsMicroUsd > barOf(day));
	const plain = whole.filter((day) => day.stepsMicroUsd <= barOf(day));
	const shares = bySteps.map((day) => (percent * day.errorMicroUsd) / day.stepsMicroUsd);
	const cells = [
		days.length,
		quantile(errors, 0.5).toFixed(4),
		quantile(errors, 0.99).toFixed(4),
		plain.length,
		plain.filter(isOver).length,
		bySteps.length,
		bySteps.filter(isOver).length,
		shares.length === 0 ? "" : shares.reduce((most, each) => Math.max(most, each), 0).toFixed(0),
		withGaps.length,
		days.filter((day) => !day.wasContainedAtClose).length,
		days.filter((day) => !day.isContained).length,
		days.filter(isBroken).length,
	];
	const text = cells.map((cell) => String(cell).padStart(columnWidth)).join("");
	return `${name.padEnd(nameWidth)}${text}`;
}

const percent = 100;
/** Money is rounded once per price in the ledger and in the bill. */
const roundingMicroUsd = 5;

function barOf({ bar, billMicroUsd }: JudgedDay): number {
	return (bar ?? 0) * billMicroUsd + roundingMicroUsd;
}

function isOver(day: JudgedDay): boolean {
	return day.errorMicroUsd > barOf(day);
}

/** A day on which nothing was billed has no share to be wrong by. */
function errorPct({ errorMicroUsd, billMicroUsd }: EndpointDay): number {
	return billMicroUsd === 0 ? 0 : (percent * errorMicroUsd) / billMicroUsd;
}

function quantile(sorted: readonly number[], share: number): number {
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function daysWhere(
	results: readonly MeteringResult[],
	holds: (result: MeteringResult) => boolean,
): JudgedDay[] {
	return results.filter(holds).flatMap(({ task, days }) => {
		const form = forms[task.form];
		const bar = form === undefined || form.billIs === "between" ? null : form.bar;
		return days.map((day) => ({ ...day, bar }));
	});
}

const mostBrokenLines = 20;

function brokenLines(results: readonly MeteringResult[]): string[] {
	const broken = results.flatMap(({ task, days }) =>
		days.filter(isBroken).map((day) => {
			const form = forms[task.form]?.name ?? "";
			const { endpoint, day: date, billMicroUsd, lo, point, hi, edges } = day;
			const where = `${task.scenario}, ${form}, faults ${task.faults} ×: ${endpoint} on ${date}`;
			return `${where}: bill ${billMicroUsd}, ledger ${lo} / ${point} / ${hi}, ${edges} starts and stops`;
		}),
	);
	return broken.length === 0 ? [] : ["", ...broken.slice(0, mostBrokenLines)];
}
