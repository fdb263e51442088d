import type { StageRange } from "../../domain/endpoint.ts";
import type { Instant, Range } from "../../domain/instant.ts";

export type ScaleEvent = { readonly at: Instant; readonly kind: "up" | "down" | "cold" };

/**
 * What the autoscaler did, from stage ranges: a replica that began or ceased to run, and a cold start, which is a
 * replica that initialises while none runs. Ends at the window's borders are where looking ended, not events.
 */
export function scaleEvents(stages: readonly StageRange[], window: Range): readonly ScaleEvent[] {
	const running = joined(stages.filter(({ stage }) => stage === "running"));
	const starting = joined(stages.filter(({ stage }) => stage === "initializing"));
	const inside = (at: Instant) => window.from < at && at < window.to;
	const runs = (at: Instant) => running.some(({ from, to }) => from <= at && at < to);
	const ups = running.map(({ from }) => ({ at: from, kind: "up" as const }));
	const downs = running.map(({ to }) => ({ at: to, kind: "down" as const }));
	const colds = starting
		.filter(({ from }) => !runs(from))
		.map(({ from }) => ({ at: from, kind: "cold" as const }));
	return [...ups, ...downs, ...colds].filter(({ at }) => inside(at)).sort((a, b) => a.at - b.at);
}

/** How often it turned round: a start after a stop, or a stop after a start. */
export function directionChanges(events: readonly ScaleEvent[]): number {
	const ways = events.filter(({ kind }) => kind !== "cold").map(({ kind }) => kind);
	return ways.filter((kind, index) => index > 0 && kind !== ways[index - 1]).length;
}

/** Mean number of replicas of a stage in a range. */
export function replicasIn(
	stages: readonly StageRange[],
	{ from, to }: Range,
	wanted: "running" | "initializing",
): number {
	if (from === to) return 0;
	const ran = joined(stages.filter(({ stage }) => stage === wanted));
	const ms = ran.reduce(
		(sum, range) => sum + Math.max(0, Math.min(range.to, to) - Math.max(range.from, from)),
		0,
	);
	return ms / (to - from);
}

/** Since when the oldest replica that is initialising at `at` has been; null: none is. */
export function initialisingSince(stages: readonly StageRange[], at: Instant): Instant | null {
	const open = joined(stages.filter(({ stage }) => stage === "initializing"))
		.filter(({ from, to }) => from < at && at <= to)
		.map(({ from }) => from);
	return open.length === 0 ? null : Math.min(...open);
}

/** Ranges of one replica that touch or overlap are one: pages and repeats cut them. */
function joined(stages: readonly StageRange[]): readonly StageRange[] {
	const sorted = stages.toSorted(
		(a, b) => compare(a.replicaId, b.replicaId) || a.from - b.from || a.to - b.to,
	);
	const out: StageRange[] = [];
	for (const range of sorted) {
		const last = out.at(-1);
		if (last === undefined || last.replicaId !== range.replicaId || range.from > last.to) {
			out.push(range);
		} else if (range.to > last.to) {
			out[out.length - 1] = { ...last, to: range.to };
		}
	}
	return out;
}

function compare(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}
