import type { StageRange } from "../../domain/endpoint.ts";
import { type Instant, minuteMs, type Range } from "../../domain/instant.ts";
import { unionOf } from "./intervals.ts";
import { stageBilling } from "./stage-billing.ts";

/** Where the runs of replicas began that a later read may show cut; by kind of run and replica. */
export type BegunRuns = Readonly<Record<string, Instant>>;

export type RoundedRanges = {
	readonly ranges: readonly StageRange[];
	readonly begun: BegunRuns;
};

/**
 * Stage ranges as a vendor bills them who counts a started minute of a replica whole: each run of billed time goes
 * on to the end of its last minute, counted from its own beginning. What lies beyond the documented stages is
 * rounded by itself, as possible. Of a run whose beginning was never shown, the window's counts.
 */
export function roundUpMinutes(
	ranges: readonly StageRange[],
	window: Range,
	known: BegunRuns,
): RoundedRanges {
	const begun: Record<string, Instant> = {};
	const added: StageRange[] = [];
	const byReplica = Map.groupBy(ranges, ({ replicaId }) => replicaId);
	for (const [replicaId, own] of byReplica) {
		for (const { name, stage, counts } of kinds) {
			const key = `${name} ${replicaId}`;
			for (const run of unionOf(own.filter((range) => counts(range.stage)))) {
				const from = run.from > window.from ? run.from : Math.min(run.from, known[key] ?? run.from);
				begun[key] = from;
				const to = from + Math.ceil((run.to - from) / minuteMs) * minuteMs;
				if (run.to < window.to && to > run.to) added.push({ replicaId, stage, from: run.to, to });
			}
		}
	}
	return { ranges: [...ranges, ...added], begun };
}

/** A replica is billed for certain in documented stages, and possibly in all that are not known to be free. */
const kinds = [
	{
		name: "billed",
		stage: "running",
		counts: (stage: string) => stageBilling(stage) === "billed",
	},
	{
		name: "possible",
		stage: "terminating",
		counts: (stage: string) => stageBilling(stage) !== "unbilled",
	},
] as const;
