import { hourMs } from "../../../shared/domain/instant.ts";
import type { BenchResult } from "../bench-result.ts";
import type { QuietResult, SeenAlert } from "./run-weeks.ts";

/** Alerts per endpoint-week that a person is told of: docs/how-it-decides.md 7. */
const mostOfAll = 1;
const mostSurges = 0.7;

const weekMs = 168 * hourMs;

export type QuietCase = {
	readonly result: QuietResult;
	readonly endpoints: number;
	readonly start: number;
	readonly weeks: number;
};

/** Counts by detector and severity, per endpoint-week, against the bars. */
export function quietTable({ result, endpoints, start, weeks }: QuietCase): BenchResult {
	const told = result.alerts.filter(({ severity }) => severity !== "info");
	const perEndpointWeek = (count: number, over: number) => count / endpoints / over;
	const learned = told.filter(({ at }) => at >= start + weekMs);
	const surges = learned.filter(({ rule }) => rule === "request-surge").length;
	const all = perEndpointWeek(told.length, weeks);
	const afterWarmUp = weeks > 1 ? perEndpointWeek(learned.length, weeks - 1) : all;
	const surgeRate = weeks > 1 ? perEndpointWeek(surges, weeks - 1) : 0;
	const worst = Math.max(...result.ratios);
	const isMet =
		result.actions === 0 && all <= mostOfAll && afterWarmUp <= mostOfAll && surgeRate <= mostSurges;
	return {
		lines: [
			`${endpoints} endpoints, ${weeks} weeks, budget 1.1 × each day's true spend (largest share used ${worst.toFixed(3)})`,
			`${"detector".padEnd(24)}${"severity".padEnd(10)}${"alerts".padStart(8)}${"per endpoint-week".padStart(20)}`,
			...rowsOf(result.alerts, (count) => perEndpointWeek(count, weeks)),
			`warn or page, all detectors: ${all.toFixed(3)} per endpoint-week (bar ${mostOfAll}); in the second week ${afterWarmUp.toFixed(3)}`,
			`request-surge in the second week: ${surgeRate.toFixed(3)} (bar ${mostSurges})`,
			`actions of the guard: ${result.actions} (bar 0); notices sent: ${result.notices.length}; problems: ${result.problems.length}`,
			...result.problems.slice(0, 5),
		],
		isMet,
	};
}

function rowsOf(alerts: readonly SeenAlert[], rate: (count: number) => number): string[] {
	const counts = new Map<string, number>();
	for (const { rule, severity } of alerts) {
		const key = `${rule.padEnd(24)}${severity.padEnd(10)}`;
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return [...counts]
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.map(
			([key, count]) => `${key}${String(count).padStart(8)}${rate(count).toFixed(3).padStart(20)}`,
		);
}
