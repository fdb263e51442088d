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
	const byReplica = Map.groupBy(ranges, ({ replicaId }) => replicaId);
	const runs = [...byReplica].flatMap(([replicaId, own]) => runsOf(replicaId, own, window, known));
	const added = runs.flatMap(({ replicaId, stage, begun, to: end }): StageRange[] => {
		const to = begun + Math.ceil((end - begun) / minuteMs) * minuteMs;
		return end < window.to && to > end ? [{ replicaId, stage, from: end, to }] : [];
	});
	const begun = Object.fromEntries(runs.map((run) => [run.key, run.begun]));
	return { ranges: [...ranges, ...added], begun };
}

type Run = {
	readonly replicaId: string;
	readonly key: string;
	readonly stage: string;
	readonly begun: Instant;
	readonly to: Instant;
};

function runsOf(
	replicaId: string,
	own: readonly StageRange[],
	window: Range,
	known: BegunRuns,
): Run[] {
	return kinds.flatMap(({ name, stage, counts }) => {
		const key = `${name} ${replicaId}`;
		return unionOf(own.filter((range) => counts(range.stage))).map(({ from, to }) => {
			const begun = from > window.from ? from : Math.min(from, known[key] ?? from);
			return { replicaId, key, stage, begun, to };
		});
	});
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
