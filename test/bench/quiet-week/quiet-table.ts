import { hourMs } from "../../../shared/domain/instant.ts";
import type { BenchResult } from "../bench-result.ts";
import { weekStart } from "./fleet-of.ts";
import type { AccountResult } from "./run-account.ts";
import type { SeenAlert } from "./run-weeks.ts";

/** Alerts per endpoint-week that a person is told of: docs/how-it-decides.md 7. */
const mostOfAll = 1;
const mostSurges = 0.7;

const weekDays = 7;
const weekMs = 168 * hourMs;
const mostProblems = 5;
const mostWorst = 5;

/** Counts by detector and severity, first and second week apart, per endpoint-week, against the bars. */
export function quietTable(results: readonly AccountResult[], days: number): BenchResult {
	const alerts = results.flatMap((result) => result.alerts);
	const names = results.flatMap(({ endpoints }) => endpoints);
	const weeks = weeksOf(names.length, days);
	const told = alerts.filter(isTold);
	const rates = weeks.map((week) => week.rate(told));
	const all = told.length / names.length / (days / weekDays);
	const surges = weeks.at(-1)?.rate(told.filter(({ rule }) => rule === "request-surge")) ?? 0;
	const count = (of: (result: AccountResult) => number) =>
		results.reduce((sum, result) => sum + of(result), 0);
	const actions = count((result) => result.actions);
	const problems = results.flatMap((result) => result.problems);
	const ratios = results.map(({ ratios }) => Math.max(...ratios));
	const isMet = actions === 0 && all <= mostOfAll && Math.max(...rates) <= mostOfAll;
	return {
		lines: [
			`${names.length} endpoints, ${days} days, budget 1.1 × each day's true spend (largest share used ${Math.max(...ratios).toFixed(3)})`,
			...tableOf(alerts, weeks),
			`warn or page, all detectors, per endpoint-week: ${all.toFixed(3)} (bar ${mostOfAll}); by week ${rates.map((rate) => rate.toFixed(3)).join(", ")}`,
			`request-surge in the last week: ${surges.toFixed(3)} (bar ${mostSurges})`,
			...worstOf(told, names, days),
			`actions of the guard: ${actions} (bar 0); notices sent: ${count(({ notices }) => notices)}; problems: ${problems.length}`,
			...problems.slice(0, mostProblems),
		],
		isMet: isMet && surges <= mostSurges,
	};
}

function isTold({ severity }: SeenAlert): boolean {
	return severity !== "info";
}

type Week = { readonly rate: (alerts: readonly SeenAlert[]) => number };

function weeksOf(endpoints: number, days: number): readonly Week[] {
	return Array.from({ length: Math.ceil(days / weekDays) }, (_, week) => {
		const from = weekStart + week * weekMs;
		const length = Math.min(1, days / weekDays - week);
		const isIn = ({ at }: SeenAlert) => from <= at && at < from + weekMs;
		return { rate: (alerts) => alerts.filter(isIn).length / endpoints / length };
	});
}

function tableOf(alerts: readonly SeenAlert[], weeks: readonly Week[]): string[] {
	const kinds = new Map<string, SeenAlert[]>();
	for (const alert of alerts) {
		const key = `${alert.rule.padEnd(24)}${alert.severity.padEnd(10)}`;
		kinds.set(key, [...(kinds.get(key) ?? []), alert]);
	}
	const titles = weeks.map((_, week) => `week ${week + 1}`.padStart(10)).join("");
	const rows = [...kinds].toSorted(([a], [b]) => (a < b ? -1 : 1));
	return [
		`${"detector".padEnd(24)}${"severity".padEnd(10)}${"alerts".padStart(8)}${titles} per endpoint-week`,
		...rows.map(([key, own]) => {
			const rates = weeks.map((week) => week.rate(own).toFixed(3).padStart(10)).join("");
			return `${key}${String(own.length).padStart(8)}${rates}`;
		}),
	];
}

/** The endpoints that were told of most, and by which rules. */
function worstOf(told: readonly SeenAlert[], names: readonly string[], days: number): string[] {
	const rows = names.map((name) => ({
		name,
		own: told.filter(({ endpoint }) => endpoint === name),
	}));
	const worst = rows.toSorted((a, b) => b.own.length - a.own.length).slice(0, mostWorst);
	return worst.map(({ name, own }) => {
		const rules = [...new Set(own.map(({ rule }) => rule))].toSorted();
		const parts = rules.map((rule) => `${rule} ${own.filter((each) => each.rule === rule).length}`);
		const rate = own.length / (days / weekDays);
		return `worst: ${name} ${rate.toFixed(1)} a week (${parts.join(", ")})`;
	});
}
