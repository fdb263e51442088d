import { forms } from "./forms.ts";
import type { EndpointDay } from "./judge-days.ts";
import type { MeteringResult } from "./run-metering.ts";

type Row = {
	readonly name: string;
	readonly days: readonly EndpointDay[];
	readonly bar: number | null;
};

/** What the bench prints: by form, then by scenario; and every endpoint-day that broke a bar. */
export function meteringTable(results: readonly MeteringResult[]): string[] {
	const faults = [...new Set(results.map(({ task }) => task.faults))].sort((a, b) => a - b);
	const scenarios = [...new Set(results.map(({ task }) => task.scenario))];
	const byForm = forms.flatMap((form, index) =>
		faults.map((factor) => ({
			name: `${form.name}, faults ${factor} ×`,
			days: daysWhere(results, ({ task }) => task.form === index && task.faults === factor),
			bar: form.billIs === "between" ? null : form.bar,
		})),
	);
	const byScenario = scenarios.flatMap((scenario) =>
		faults.map((factor) => ({
			name: `${scenario}, faults ${factor} ×`,
			days: daysWhere(results, ({ task }) => task.scenario === scenario && task.faults === factor),
			bar: null,
		})),
	);
	return [heading, ...byForm.map(lineOf), "", ...byScenario.map(lineOf), ...brokenLines(results)];
}

export function isBroken(day: EndpointDay): boolean {
	return !day.isContained || !day.wasContainedAtClose || day.errorMicroUsd > day.allowedMicroUsd;
}

const nameWidth = 34;
const columns = [
	"endpoint-days",
	"median %",
	"p99 %",
	"over bar",
	"of grain",
	"at close",
	"outside",
	"broken",
];
const columnWidth = 13;

const heading = `${" ".repeat(nameWidth)}${columns.map((text) => text.padStart(columnWidth)).join("")}`;

/**
 * over bar: the error is above the form's share of the bill; of grain: of these, the days with so many starts
 * and stops, each told to one step of the resolution, or with such gaps, that no reader could do better; at close and outside: the bill is not between lo and hi, when the day ends and later.
 */
function lineOf({ name, days, bar }: Row): string {
	const errors = days.map(errorPct).sort((a, b) => a - b);
	const over = bar === null ? [] : days.filter((day) => errorPct(day) > bar * percent);
	const cells = [
		String(days.length),
		quantile(errors, 0.5).toFixed(4),
		quantile(errors, 0.99).toFixed(4),
		bar === null ? "" : String(over.length),
		bar === null ? "" : String(over.filter((day) => !isBroken(day)).length),
		String(days.filter((day) => !day.wasContainedAtClose).length),
		String(days.filter((day) => !day.isContained).length),
		String(days.filter(isBroken).length),
	];
	return `${name.padEnd(nameWidth)}${cells.map((cell) => cell.padStart(columnWidth)).join("")}`;
}

const percent = 100;

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
): EndpointDay[] {
	return results.filter(holds).flatMap(({ days }) => days);
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
