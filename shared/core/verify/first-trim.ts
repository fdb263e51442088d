import type { Held, ScalingPut } from "../../domain/control.ts";
import type { StageRange } from "../../domain/endpoint.ts";
import { type Instant, minuteMs, secondMs } from "../../domain/instant.ts";
import type { Plan, Step } from "../../domain/plan.ts";

/** How the first change of a scaling is watched. Source: docs/how-it-decides.md 5. */
export const firstTrimSettings = {
	watch: { value: 3 * minuteMs, unit: "milliseconds after the write" },
	/** Without readable stages that is long enough to have seen a rolling update in the lists. */
	givenUp: { value: 15 * minuteMs, unit: "milliseconds after the write" },
	openWithin: {
		value: 60 * secondMs,
		unit: "milliseconds: a stage that ended later is still open",
	},
} as const;

/**
 * Whether a change of the scaling starts every replica anew is not documented. Until it is known, one endpoint
 * is changed and watched, and the others wait; if its replicas were replaced, a person is asked before the next.
 */
export function withFirstTrim(plan: Plan, known: ScalingPut, mayRoll: boolean): Plan {
	if (known.kind === "keeps" || mayRoll) return plan;
	const scaling = plan.steps.filter(({ maxReplica }) => maxReplica !== null);
	const kept =
		known.kind === "unknown" ? scaling.slice(0, 1) : scaling.filter(isOf(known.endpoint));
	const waiting = scaling.filter((step) => !kept.includes(step));
	if (waiting.length === 0) return plan;
	const steps = plan.steps.filter((step) => !waiting.includes(step));
	if (known.kind !== "rolls") {
		return { ...plan, steps, postponed: [...waiting, ...plan.postponed] };
	}
	const asked = [...waiting, ...plan.postponed.filter(({ maxReplica }) => maxReplica !== null)];
	const untouched = asked.map(({ endpoint }) => ({ endpoint, reason: "rolls-replicas" as const }));
	return {
		...plan,
		steps,
		postponed: plan.postponed.filter((step) => !asked.includes(step)),
		untouched: [...plan.untouched, ...untouched],
	};
}

function isOf(endpoint: string): (step: Step) => boolean {
	return (step) => step.endpoint === endpoint;
}

/** Replicas that did not run before the write cannot be replaced by it: what sleeps and wakes tells nothing. */
export function canTell({ maxReplica, before }: Pick<Step, "maxReplica" | "before">): boolean {
	return maxReplica !== null && before.readyReplica > 0;
}

/** What the watched endpoint has shown; `ranges` null: its stages could not be read. */
export function afterWatch(
	known: Extract<ScalingPut, { kind: "watching" }>,
	facts: {
		readonly ranges: readonly StageRange[] | null;
		readonly held: readonly Held[];
		readonly isUpdating: boolean;
		readonly now: Instant;
	},
): ScalingPut {
	const { ranges, held, isUpdating, now } = facts;
	const age = now - known.at;
	const stands = held.some(
		({ endpoint, status }) => endpoint === known.endpoint && ours.has(status),
	);
	if (!stands) return { kind: "unknown" };
	const isGivenUp = age >= firstTrimSettings.givenUp.value;
	// While both versions run, the old replicas are still there: nothing is known before the update ends.
	const isUnderWay = isUpdating && !isGivenUp;
	if (age < firstTrimSettings.watch.value || isUnderWay) return known;
	if (ranges === null) return isGivenUp && !isUpdating ? { kind: "keeps" } : known;
	const replaced = areReplaced(ranges, known.at, now);
	if (replaced === null) return isGivenUp ? { kind: "unknown" } : known;
	return replaced ? { ...known, kind: "rolls" } : { kind: "keeps" };
}

const ours: ReadonlySet<string> = new Set(["intended", "applied"]);

/** True where every replica that runs now began after the write; null: none runs. */
function areReplaced(ranges: readonly StageRange[], at: Instant, now: Instant): boolean | null {
	const began = new Map<string, Instant>();
	for (const { replicaId, from } of ranges) {
		began.set(replicaId, Math.min(from, began.get(replicaId) ?? from));
	}
	const isOpen = ({ to }: StageRange) => to >= now - firstTrimSettings.openWithin.value;
	const open = ranges.filter((range) => range.stage === "running" && isOpen(range));
	const running = new Set(open.map(({ replicaId }) => replicaId));
	if (running.size === 0) return null;
	return [...running].every((replicaId) => (began.get(replicaId) ?? 0) >= at);
}
