import { standingsOf } from "../../core/decide/decide-budgets.ts";
import { withOrderedStops } from "../../core/plan/ordered-stops.ts";
import { planTier } from "../../core/plan/plan-tier.ts";
import { unacted } from "../../core/plan/unacted.ts";
import { noWord, type Worded, type WordInput, waitForWord } from "../../core/plan/wait-for-word.ts";
import { callOff } from "../../core/restore/call-off.ts";
import {
	isRecordOf,
	planRestore,
	type RestoreInput,
	type RestorePlan,
} from "../../core/restore/plan-restore.ts";
import { tierTimes } from "../../core/restore/tier-times.ts";
import { withNextRungs } from "../../core/verify/next-rung.ts";
import { type HeldEvent, type Verified, verifyHeld } from "../../core/verify/verify-held.ts";
import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Decision, Plan, RestoreRecord } from "../../domain/plan.ts";
import { writesIn } from "../../domain/policy.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { Standing } from "../../domain/standing.ts";
import type { GuardPass } from "./pass.ts";
import { readOrderedStops } from "./read-ordered-stops.ts";
import { type Safeguards, withSafeguards } from "./safeguards.ts";

/** What a pass found of the held endpoints, and what it is going to do. */
export type PassPlan = Safeguards & {
	readonly events: readonly { readonly held: Held; readonly event: HeldEvent }[];
	readonly standing: readonly Held[];
	readonly restore: RestorePlan;
	/** What a person is asked, in mode ask. */
	readonly word: Worded["word"];
	readonly waiting: Worded["waiting"];
};

/** Verify what is held, then plan: what the tier asks, the next rung of what had no effect, who comes back. */
export async function planPass(pass: GuardPass, decision: Decision): Promise<PassPlan> {
	const look = await lookOf(pass);
	const verified = await confirmGone(
		pass,
		heldByThisMode(pass).map((held) => ({ held, ...verify(pass, decision, { held, look }) })),
	);
	const standing = verified.flatMap(({ next }) => next ?? []);
	const seen = look.endpoints;
	const { word, waiting, plan: worded } = planFor(pass, decision, { held: standing, seen });
	const guarded = await withSafeguards(pass, worded, standing);
	const { plan } = guarded;
	const restore = planRestore({
		...restoreFacts(pass, decision),
		held: standing.filter((held) => held.status === "recorded" || writesIn(pass.deps.writer.mode)),
	});
	return { ...guarded, events: newsOf(verified, plan), standing, restore, word, waiting };
}

/** What the guard knows of the account: the last good list, or once that is old what was read anew for an order. */
type Look = { readonly endpoints: readonly Endpoint[]; readonly at: Instant };

/** An observation is as old as the instant before its first call. */
async function lookOf(pass: GuardPass): Promise<Look> {
	const { reading, endpoints, cursor, deps } = pass;
	if (!reading.stale) return { endpoints, at: cursor.observedUntil };
	const at = deps.clock.now();
	return { endpoints: await readOrderedStops(pass), at };
}

/** Every budget has a gate of its own on the way back. */
export function restoreFacts(pass: GuardPass, decision: Decision): Omit<RestoreInput, "held"> {
	const { usualRests, deps } = pass;
	const { policy } = deps;
	return {
		records: pass.records,
		endpoints: pass.endpoints,
		overrides: pass.overrides,
		reading: pass.reading,
		tier: decision.tier,
		endedAt: endOfTier(pass, decision),
		...tierTimes(pass.before, decision.tier, pass.now),
		policy,
		usualRestMicroUsd: usualRests.get(policy.budget.name) ?? null,
		groups: groupsOf(pass).map((standing) => ({
			...standing,
			usualRestMicroUsd: usualRests.get(standing.budget.name) ?? null,
		})),
		now: pass.now,
	};
}

/** When a tier of the day before ended in this one, as the history of the tiers tells it. */
function endOfTier({ before, reading, now }: GuardPass, { reason }: Decision): Instant | null {
	if (reason === "new-period") return now;
	const ended = before.history.findLast((event) => event.reason === "new-period");
	return ended === undefined || ended.at < reading.period.from ? null : ended.at;
}

export function groupsOf({ groups, before }: GuardPass): readonly Standing[] {
	return standingsOf(groups, before.groups ?? []);
}

/** A step without effect that is followed by the next rung is no news yet. */
function newsOf(verified: readonly VerifiedHeld[], plan: Plan): PassPlan["events"] {
	return verified.flatMap(({ held, event }) => {
		const goesOn = plan.steps.some(
			(step) => step.endpoint === held.endpoint && step.method !== held.method,
		);
		return event === null || (event === "no-effect" && goesOn) ? [] : [{ held, event }];
	});
}

/** What was only recorded is no step taken: a writer that writes begins anew. */
function heldByThisMode({ before, deps }: GuardPass): readonly Held[] {
	return writesIn(deps.writer.mode)
		? before.held.filter((held) => held.status !== "recorded")
		: before.held;
}

type VerifiedHeld = Verified & { readonly held: Held };

/** One list without an endpoint proves nothing: it is forgotten only when a read of just this one says so. */
async function confirmGone(
	pass: GuardPass,
	verified: readonly VerifiedHeld[],
): Promise<VerifiedHeld[]> {
	return Promise.all(
		verified.map(async (entry) => {
			if (entry.event !== "gone") return entry;
			const { endpoint } = entry.held;
			const isGone = await pass.deps.fleet.getEndpoint(endpoint).then(
				(fresh) => fresh === null || !isSameEndpoint(fresh, entry.held),
				() => false,
			);
			pass.deps.log.warn("held-endpoint-not-listed", { endpoint, isGone });
			return isGone ? entry : { held: entry.held, next: entry.held, event: null };
		}),
	);
}

/** While the list is old, only what was read anew says anything: what a person set meanwhile is theirs. */
function verify(
	pass: GuardPass,
	decision: Decision,
	{ held, look }: { readonly held: Held; readonly look: Look },
): Verified {
	const endpoint = look.endpoints.find(({ name }) => name === held.endpoint);
	if (pass.reading.stale && endpoint === undefined) return { next: held, event: null };
	const { next, event } = verifyHeld({
		held,
		endpoint,
		record: recordOf(pass.records, held),
		listedAt: look.at,
		now: pass.now,
		limits: pass.deps.policy.limits,
	});
	if (next === null || event !== null) return { next, event };
	return callOff(next, { ...restoreFacts(pass, decision), held: [next] });
}

function recordOf(records: readonly RestoreRecord[], held: Held): RestoreRecord | undefined {
	return records.find((record) => isRecordOf(record, held));
}

/**
 * On old data nothing is planned but what a person ordered to stop, of which each endpoint was read anew:
 * nothing destructive is decided on what was not seen.
 */
function planFor(
	pass: GuardPass,
	decision: Decision,
	{ held, seen }: { readonly held: readonly Held[]; readonly seen: readonly Endpoint[] },
): Worded {
	const { endpoints, priceOf, overrides, records, reading, now } = pass;
	const { policy } = pass.deps;
	const tier = reading.stale ? "ok" : decision.tier;
	const facts = { endpoints, priceOf, policy, reading, overrides, held, records, now };
	const input = { ...facts, tier, groups: reading.stale ? [] : groupsOf(pass) };
	const plan = withOrderedStops(planTier(input), { ...input, endpoints: seen });
	const planned = withNextRungs({ ...input, plan });
	const isWriting = writesIn(pass.deps.writer.mode);
	return withWord(pass, decision, {
		...input,
		plan: isWriting ? planned : unacted(planned, held),
	});
}

/** The writer of mode `ask` is handed only what a person's word, or the time for it, has let through. */
function withWord(
	{ deps, before, reading }: GuardPass,
	decision: Decision,
	input: Omit<WordInput, "word" | "generation">,
): Worded {
	const { plan } = input;
	if (deps.writer.mode !== "ask") return { plan, word: noWord, waiting: [] };
	const word = before.periodKey === decision.periodKey ? (before.word ?? noWord) : noWord;
	// On old data there are no steps but ordered ones, and what was asked stays asked.
	if (reading.stale) return { plan, word, waiting: [] };
	return waitForWord({ ...input, word, generation: before.generation });
}
