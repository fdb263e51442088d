import type { StageRange } from "../../domain/endpoint.ts";
import { type Instant, minuteMs, type Range, secondMs } from "../../domain/instant.ts";
import { unionOf } from "./intervals.ts";
import { isCutAt, resolutionOf } from "./resolution.ts";
import { stageBilling, startedMinute } from "./stage-billing.ts";

/** Where the runs of replicas began that a later read may show cut; by kind of run and replica. */
export type BegunRuns = Readonly<Record<string, Instant>>;

export type RoundedRanges = {
	readonly ranges: readonly StageRange[];
	readonly begun: BegunRuns;
};

/**
 * Stage ranges as a vendor bills them who counts a started minute of a replica whole: each run of billed time goes
 * on to the end of its last minute, counted from its own beginning. What lies beyond the documented stages is
 * rounded by itself, as possible. Where a run began that was never shown from its beginning is not known: the minute
 * after its end is possible as a whole.
 */
export function roundUpMinutes(
	ranges: readonly StageRange[],
	window: Range,
	known: BegunRuns,
): RoundedRanges {
	const byReplica = Map.groupBy(ranges, ({ replicaId }) => replicaId);
	const runs = [...byReplica].flatMap(([replicaId, own]) => runsOf(replicaId, own, window, known));
	const stepMs = Math.min(resolutionOf(ranges), secondMs);
	const added = runs.filter(({ to }) => to < window.to).flatMap((run) => restOf(run, stepMs));
	const begun = Object.fromEntries(
		runs.flatMap((run) => (run.begun === null ? [] : [[run.key, run.begun] as const])),
	);
	return { ranges: [...ranges, ...added], begun };
}

const { certain: billed, possible } = startedMinute;

/**
 * The rest of a run's last minute. Its ends are told to a step: a run that is within one of a whole number of minutes
 * may have begun one more, which is possible.
 */
function restOf({ replicaId, stage, begun, to: end }: Run, stepMs: number): StageRange[] {
	if (begun === null) return [{ replicaId, stage: possible, from: end, to: end + minuteMs }];
	const runMs = end - begun;
	const least = begun + Math.ceil((runMs - stepMs + 1) / minuteMs) * minuteMs;
	const most = begun + Math.ceil((runMs + stepMs - 1) / minuteMs) * minuteMs;
	const certain = { replicaId, stage, from: end, to: Math.max(end, least) };
	const rest = { replicaId, stage: possible, from: certain.to, to: most };
	return [certain, rest].filter(({ from, to }) => to > from);
}

type Run = {
	readonly replicaId: string;
	readonly key: string;
	readonly stage: string;
	/** null: it began before anything that was shown. */
	readonly begun: Instant | null;
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
			const begun = isCutAt(from, window) ? (known[key] ?? null) : from;
			return { replicaId, key, stage, begun, to };
		});
	});
}

/** A replica is billed for certain in documented stages, and possibly in all that are not known to be free. */
const kinds = [
	{
		name: "billed",
		stage: billed,
		counts: (stage: string) => stageBilling(stage) === "billed",
	},
	{
		name: "possible",
		stage: possible,
		counts: (stage: string) => stageBilling(stage) !== "unbilled",
	},
] as const;
