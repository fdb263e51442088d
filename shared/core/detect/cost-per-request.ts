import type { Detector, Signal } from "./detector.ts";
import { medianOf } from "./traffic-normal.ts";

export const costPerRequestSettings = {
	multiple: { value: 1.5, unit: "× its baseline", source: "seed rule" },
	baselineDays: { value: 3, unit: "days before, at least", source: "a median of fewer is one day" },
	trendDays: { value: 7, unit: "days", source: "docs/how-it-decides.md 7" },
	trendPairs: {
		value: 15,
		unit: "of 21 pairs of days, rises less falls",
		source: "Kendall's S of seven days: by chance in 1.5 % of weeks",
	},
	trendGrowth: { value: 1.2, unit: "× the first day", source: "less is not worth a look" },
	exitShare: { value: 0.9, unit: "× the bound", source: "hysteresis of a tenth" },
};

export type CostPerRequestInput = {
	/** Of the days that are over, in micro-USD per request, oldest first, the day that is judged last. */
	readonly costs: readonly number[];
};

/** A request costs notably more than it did, or more every day. */
export function costPerRequest(settings = costPerRequestSettings): Detector<CostPerRequestInput> {
	return {
		id: "cost-per-request",
		severity: "info",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook: "Fewer or smaller replicas for the same traffic; see what changed since.",
		signal: (input) => signalOf(input, settings),
	};
}

function signalOf({ costs }: CostPerRequestInput, settings: typeof costPerRequestSettings): Signal {
	const { multiple, baselineDays, trendDays, exitShare } = settings;
	const last = costs.at(-1) ?? 0;
	const before = costs.slice(0, -1).slice(-trendDays.value);
	const known = before.length >= baselineDays.value;
	const baseline = medianOf(before);
	const jump = baseline > 0 ? last / baseline / multiple.value : 0;
	return {
		value: known ? Math.max(jump, trendOf(costs.slice(-trendDays.value), settings)) : null,
		enterAbove: 1,
		exitBelow: exitShare.value,
		severity: "info",
		evidence: {
			microUsdPerRequest: last,
			baselineMicroUsdPerRequest: baseline,
			days: before.length,
		},
	};
}

/** Growth over the week ÷ its bound, where rises outnumber falls beyond chance; else nothing. */
function trendOf(
	week: readonly number[],
	{ trendDays, trendPairs, trendGrowth }: typeof costPerRequestSettings,
): number {
	const [first = 0] = week;
	if (week.length < trendDays.value || first <= 0) return 0;
	const rises = week.flatMap((cost, day) => week.slice(day + 1).map((later) => later - cost));
	const surplus = rises.reduce((sum, rise) => sum + Math.sign(rise), 0);
	return surplus < trendPairs.value ? 0 : (week.at(-1) ?? 0) / first / trendGrowth.value;
}
