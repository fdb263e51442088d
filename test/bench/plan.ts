import { chooseSufficient } from "../../shared/core/plan/choose-sufficient.ts";
import { planTier } from "../../shared/core/plan/plan-tier.ts";
import type { Endpoint } from "../../shared/domain/endpoint.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import { endpointOf, exactly, knownPrice, midnight, policyOf, readingOf } from "../core/fixture.ts";
import type { BenchResult } from "./bench-result.ts";

const endpointCount = 200;
const rungCount = 5;
const runs = 40;
const targetMs = 50;

/** How long the least disruptive sufficient set takes: the choice alone, and a whole plan around it. */
export function planBench(): Promise<BenchResult> {
	const choice = timesOf(() => chooseSufficient(ladders, 900 * microUsdOf(10)));
	const whole = timesOf(() => planTier(input));
	const lines = [
		`sufficient of ${endpointCount} endpoints × ${rungCount} rungs, ${runs} runs, target ${targetMs} ms in the median`,
		`  choosing       median ${choice.median.toFixed(1)} ms, slowest ${choice.slowest.toFixed(1)} ms`,
		`  a whole plan   median ${whole.median.toFixed(1)} ms, slowest ${whole.slowest.toFixed(1)} ms`,
	];
	return Promise.resolve({ lines, isMet: choice.median < targetMs && whole.median < targetMs });
}

const ladders = Array.from({ length: endpointCount }, (_, endpoint) =>
	Array.from({ length: rungCount }, (__, rung) => ({
		saves: microUsdOf(10) * (rung + 1) + endpoint * 7_919,
		disruption: (rung + 1) * (1 + (endpoint % 13)),
	})),
);

const fleet: readonly Endpoint[] = Array.from({ length: endpointCount }, (_, index) =>
	endpointOf({
		name: `endpoint-${index}`,
		minReplica: index % 3,
		maxReplica: 8,
		readyReplica: 6,
		targetReplica: 6,
		scaleToZeroTimeoutMinutes: 15,
		lastUsedAt: midnight,
	}),
);

const input = {
	tier: "shutdown",
	endpoints: fleet,
	priceOf: () => knownPrice(1.8),
	policy: policyOf(
		{ rules: [{ name: "*", floorReplicas: 1 }] },
		{ scope: { trim: "sufficient", divert: "sufficient", shutdown: "sufficient" } },
	),
	reading: readingOf({ ratio: 2.1, ratePerHour: exactly(900) }),
	overrides: [],
	held: [],
	records: [],
	now: readingOf().at,
} as const;

/** After a warm-up run, so that what is measured is the work and not the compiler. */
function timesOf(work: () => unknown): { median: number; slowest: number } {
	work();
	const times = Array.from({ length: runs }, () => {
		const begun = performance.now();
		work();
		return performance.now() - begun;
	}).toSorted((a, b) => a - b);
	return { median: times[runs / 2] ?? 0, slowest: times.at(-1) ?? 0 };
}
