import type { Instant, Range } from "../../domain/instant.ts";
import type { MetricPoint, StatusSeries } from "../../domain/metrics.ts";

/** Why something of the metrics was not used as it came. */
export type MetricFinding =
	| "not a number"
	| "told twice"
	| "out of order"
	| "outside of the window"
	| "sum differs"
	| "a rate, not a count"
	| "steps do not fit"
	| "nothing told"
	| "another unit"
	| "endpoint created again";

export type Steps = {
	/** Amount by step; null: not known. A step that is not here was not told of. */
	readonly values: ReadonlyMap<Instant, number | null>;
	readonly findings: readonly MetricFinding[];
};

/** The points of a series by step, whatever order they came in; what contradicts itself is not known. */
export function stepsOf(points: readonly MetricPoint[], window: Range, stepMs: number): Steps {
	const values = new Map<Instant, number | null>();
	const findings = new Set<MetricFinding>();
	let last = Number.NEGATIVE_INFINITY;
	for (const { at, value } of points) {
		if (at < last) findings.add("out of order");
		last = at;
		if (at < window.from || at >= window.to) {
			findings.add("outside of the window");
			continue;
		}
		const step = window.from + Math.floor((at - window.from) / stepMs) * stepMs;
		const amount = amountOf(value);
		if (value !== null && amount === null) findings.add("not a number");
		if (values.has(step)) findings.add("told twice");
		values.set(step, values.has(step) && values.get(step) !== amount ? null : amount);
	}
	return { values, findings: [...findings] };
}

/**
 * A series of counts by step. Its own sum tells whether the steps that are left out are zero: where the sum does
 * not agree, or nothing says that these are counts at all, nothing of it is known.
 */
export function countsOf(series: StatusSeries, window: Range, stepMs: number): Steps {
	const { values, findings } = stepsOf(series.points, window, stepMs);
	const amounts = [...values.values()];
	const known = amounts.filter((value) => value !== null);
	const total = known.reduce((sum, value) => sum + value, 0);
	const problem = problemOf(series.sum, { total, known, stepMs });
	if (known.length < amounts.length) return { values, findings };
	if (problem !== null) return { values: new Map(), findings: [...findings, problem] };
	return series.sum === null
		? { values, findings }
		: { values: filled(values, window, stepMs), findings };
}

/** A sum that is 1 % off is a matter of rounding; both numbers are requests of one window. */
const toleratedShare = 0.01;

function problemOf(
	sum: number | null,
	{ total, known, stepMs }: { total: number; known: readonly number[]; stepMs: number },
): MetricFinding | null {
	if (sum === null) return known.every(Number.isInteger) ? null : "a rate, not a count";
	if (isNear(total, sum)) return null;
	const perSecond = (total * stepMs) / 1_000;
	const perMinute = perSecond / 60;
	const isRate = isNear(perSecond, sum) || isNear(perMinute, sum);
	return isRate ? "a rate, not a count" : "sum differs";
}

function isNear(total: number, sum: number): boolean {
	return Math.abs(total - sum) <= Math.max(1, sum * toleratedShare);
}

function filled(
	values: ReadonlyMap<Instant, number | null>,
	window: Range,
	stepMs: number,
): ReadonlyMap<Instant, number | null> {
	const all = new Map<Instant, number | null>();
	for (let at = window.from; at < window.to; at += stepMs) all.set(at, values.get(at) ?? 0);
	return all;
}

function amountOf(value: number | null): number | null {
	return value !== null && Number.isFinite(value) && value >= 0 ? value : null;
}
