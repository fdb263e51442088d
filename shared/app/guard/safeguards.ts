import { stageBilling } from "../../core/ledger/stage-billing.ts";
import { afterWatch, withFirstTrim } from "../../core/verify/first-trim.ts";
import {
	ceilingOf,
	ceilingsAfter,
	countsAgree,
	type SanityProblem,
	sanityProblems,
	sanitySettings,
} from "../../core/verify/sanity.ts";
import type { CeilingSeen, Held, ScalingPut } from "../../domain/control.ts";
import type { StageRange } from "../../domain/endpoint.ts";
import { minuteMs } from "../../domain/instant.ts";
import { covers } from "../../domain/override.ts";
import type { Plan, Step } from "../../domain/plan.ts";
import { writesIn } from "../../domain/policy.ts";
import type { GuardPass } from "./pass.ts";

/** Numbers that cannot be right, found before a pause; `agrees`: lists and stages tell the same replicas. */
export type SanityFinding = {
	readonly problems: readonly SanityProblem[];
	readonly agrees: boolean;
};

export type Safeguards = {
	readonly plan: Plan;
	readonly sanity: SanityFinding | null;
	readonly scalingPut: ScalingPut;
	readonly ceilings: readonly CeilingSeen[];
};

/** What stands between a plan and the account: the first trim is watched, and no pause is based on nonsense. */
export async function withSafeguards(
	pass: GuardPass,
	plan: Plan,
	held: readonly Held[],
): Promise<Safeguards> {
	const { before, now, postures, records, deps } = pass;
	const ceilings = ceilingsAfter(before.ceilings, ceilingOf({ postures, held, records }), now);
	const scalingPut = await watched(pass, held);
	const { capsMayRoll } = deps.policy.limits;
	const trimmed = writesIn(deps.writer.mode) ? withFirstTrim(plan, scalingPut, capsMayRoll) : plan;
	const sanity = await checkSanity(pass, trimmed, { held, ceilings });
	const isSafe = sanity === null || sanity.agrees;
	return { plan: isSafe ? trimmed : withoutPauses(pass, trimmed), sanity, scalingPut, ceilings };
}

const lookBackMs = 30 * minuteMs;

async function watched(pass: GuardPass, held: readonly Held[]): Promise<ScalingPut> {
	const { before, now, endpoints } = pass;
	const known = before.scalingPut;
	if (known.kind !== "watching" || pass.reading.stale) return known;
	const ranges = await readStages(pass, known.endpoint, known.at - lookBackMs);
	const endpoint = endpoints.find(({ name }) => name === known.endpoint);
	const after = afterWatch(known, {
		ranges,
		held,
		isUpdating: endpoint?.state === "updating",
		now,
	});
	if (after.kind !== known.kind) {
		pass.deps.log.info("first-trim-watched", { endpoint: known.endpoint, scalingPut: after.kind });
	}
	return after;
}

async function checkSanity(
	pass: GuardPass,
	plan: Plan,
	{ held, ceilings }: { held: readonly Held[]; ceilings: readonly CeilingSeen[] },
): Promise<SanityFinding | null> {
	const { summary, now, postures, records, cursor } = pass;
	const pauses = plan.steps.filter((step) => isOwnPause(pass, step));
	if (pauses.length === 0 || summary === null) return null;
	const until = cursor.observedUntil;
	const problems = sanityProblems({ summary, until, now, postures, held, records, ceilings });
	if (problems.length === 0) return null;
	const agrees = await agreesWithStages(pass, pauses);
	pass.deps.log.warn("sanity-check-failed", {
		agrees,
		problems: problems
			.map(({ kind, found, most }) => `${kind}: ${found}, at most ${most}`)
			.join("; "),
	});
	return { problems, agrees };
}

/** A stop that a person ordered needs no proof. */
function isOwnPause({ overrides }: GuardPass, { method, endpoint }: Step): boolean {
	const isOrdered = overrides.some(
		(override) => override.kind === "stop-now" && covers(override, endpoint),
	);
	return method === "pause" && !isOrdered;
}

/** Two witnesses: the list's counts, and how long each replica was in which stage. */
async function agreesWithStages(pass: GuardPass, pauses: readonly Step[]): Promise<boolean> {
	const from = pass.now - sanitySettings.interval.value;
	const staged = await Promise.all(
		pauses.map(async ({ endpoint }) => {
			const ranges = await readStages(pass, endpoint, from);
			return ranges === null ? null : openReplicas(ranges, pass.cursor.observedUntil);
		}),
	);
	const listed = pauses.reduce((sum, { before }) => sum + before.readyReplica, 0);
	let sum = 0;
	for (const count of staged) {
		if (count === null) return false;
		sum += count;
	}
	return countsAgree(listed, sum);
}

function openReplicas(ranges: readonly StageRange[], listedAt: number): number {
	const open = ranges.filter(
		({ from, to, stage }) => from <= listedAt && to >= listedAt && stageBilling(stage) === "billed",
	);
	return new Set(open.map(({ replicaId }) => replicaId)).size;
}

async function readStages(
	{ deps, now }: GuardPass,
	endpoint: string,
	from: number,
): Promise<readonly StageRange[] | null> {
	return deps.fleet.readStageRanges(endpoint, { from, to: now }).catch(() => null);
}

/** Uncertain: nothing destructive happens on numbers that contradict each other. */
function withoutPauses(pass: GuardPass, plan: Plan): Plan {
	const isPause = (step: Step) => isOwnPause(pass, step);
	const left = [...plan.steps, ...plan.postponed].filter(isPause);
	return {
		...plan,
		steps: plan.steps.filter((step) => !isPause(step)),
		postponed: plan.postponed.filter((step) => !isPause(step)),
		untouched: [
			...plan.untouched,
			...left.map(({ endpoint }) => ({ endpoint, reason: "uncertain" as const })),
		],
	};
}
