import { isWithoutEffect } from "../../core/verify/next-rung.ts";
import { called, seen, verifyHeld } from "../../core/verify/verify-held.ts";
import type { Held, Written } from "../../domain/control.ts";
import { type Endpoint, hardwareKey } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { RestoreRecord, Step } from "../../domain/plan.ts";
import { type Limits, writesIn } from "../../domain/policy.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { isSameScaling } from "../../domain/same-scaling.ts";
import { type Carried, writtenBy } from "./carry-out-step.ts";
import type { GuardPass } from "./pass.ts";

export type Intents = {
	/** All held entries, those of the new steps as `intended`, or as `recorded` where nothing is written. */
	readonly held: readonly Held[];
	readonly records: readonly RestoreRecord[];
	readonly generation: number;
	/** Endpoints whose restore record was written and read back; no other may be acted on. */
	readonly accepted: ReadonlySet<string>;
};

/**
 * Writes and reads back the restore record of each step. A second step on a held endpoint adds a rung:
 * it keeps the first record, so that the guard's own cap never becomes the original.
 */
export async function intend(
	pass: GuardPass,
	steps: readonly Step[],
	standing: readonly Held[],
): Promise<Intents> {
	const records: RestoreRecord[] = [];
	const accepted = new Set<string>();
	let generation = pass.before.generation;
	let held = [...standing];
	for (const step of steps) {
		// Another one of its name may be held that was deleted meanwhile.
		const previous = standing.find((entry) => isSameEndpoint(entry, step));
		const isRung = previous !== undefined && isActive(previous);
		if (!isRung) generation += 1;
		const own = isRung ? previous.generation : generation;
		const record = isRung ? findRecord(pass, previous) : await recordFor(pass, step, own);
		if (record === null) continue;
		if (!isRung) records.push(record);
		accepted.add(step.endpoint);
		held = held.filter((entry) => entry.endpoint !== step.endpoint);
		held.push(entryFor(pass, step, { previous: isRung ? previous : undefined, record }));
	}
	return { held, records, generation, accepted };
}

function isActive(held: Held): boolean {
	return held.status === "intended" || held.status === "applied" || held.status === "recorded";
}

function findRecord(pass: GuardPass, held: Held): RestoreRecord | null {
	const found = pass.records.find(
		(record) => record.endpoint === held.endpoint && record.generation === held.generation,
	);
	return found ?? null;
}

/** null where the store does not give back just what was written: then nothing is done to the endpoint. */
async function recordFor(
	pass: GuardPass,
	step: Step,
	generation: number,
): Promise<RestoreRecord | null> {
	const { before } = step;
	const wanted: RestoreRecord = {
		endpoint: step.endpoint,
		createdAt: step.createdAt,
		generation,
		takenAt: pass.now,
		state: before.state,
		scaling: before.scaling,
		instance: hardwareKey(before.hardware),
		updatedBy: before.updatedBy,
		replicas: Math.max(before.readyReplica, before.targetReplica),
		priceMicroUsdPerHour: pass.priceOf(before).point,
	};
	const stored = await pass.store.writeRestoreRecord(wanted);
	return stored !== null && isSameOriginal(stored, wanted) ? stored : null;
}

/** A record of the same generation left by a pass that died is as good, if it says the same. */
function isSameOriginal(a: RestoreRecord, b: RestoreRecord): boolean {
	const text = ({ takenAt: _, replicas: __, ...rest }: RestoreRecord) =>
		JSON.stringify(sorted(rest));
	return text(a) === text(b);
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (value === null || typeof value !== "object") return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, entry]) => entry !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, entry]) => [key, sorted(entry)]),
	);
}

function entryFor(
	pass: GuardPass,
	step: Step,
	{ previous, record }: { previous: Held | undefined; record: RestoreRecord },
): Held {
	const isRetry = previous !== undefined && isSentAgain(previous, step);
	const away = Math.max(0, record.replicas - step.replicasAfter);
	return {
		endpoint: step.endpoint,
		createdAt: step.createdAt,
		generation: record.generation,
		...askedBy(pass, step),
		tier: step.tier,
		criticality: step.criticality,
		method: step.method,
		...causeOf(previous, step),
		// Where nothing is written, a pass that dies leaves nothing that a list could confirm.
		status: writesIn(pass.deps.writer.mode) ? "intended" : "recorded",
		statusSince: pass.now,
		heldSince: previous?.heldSince ?? pass.now,
		written: writtenAfter(previous, writtenBy(step, pass.now), step),
		replicasBefore: previous?.replicasBefore ?? step.replicasBefore,
		savesMicroUsdPerHour: away * record.priceMicroUsdPerHour,
		passesWithoutEffect: isRetry ? previous.passesWithoutEffect : 0,
		isSent: isRetry && previous.isSent,
		rung: rungOf(previous, step, pass),
		isAgain: previous?.isAgain ?? wasPutBack(pass, step),
		...(previous?.easedAt === undefined ? {} : { easedAt: previous.easedAt }),
		attempts: 0,
		nextAttemptAt: pass.now,
		lastError: null,
	};
}

/** The same again: a lower maximum is another step, which the account has not taken yet. */
function isSentAgain({ method, written }: Held, step: Step): boolean {
	if (method !== step.method) return false;
	const { minReplica, maxReplica } = step;
	if (minReplica === null || maxReplica === null) return true;
	return isSameScaling(written, { minReplica, maxReplica });
}

/** The budget that asks, and its day. */
function askedBy(
	{ groups, reading }: GuardPass,
	{ demand }: Step,
): Pick<Held, "budget" | "periodKey"> {
	const group = groups.find(({ budget }) => budget.name === demand?.budget);
	if (group === undefined) return { periodKey: reading.period.key };
	return { budget: group.budget.name, periodKey: group.reading.period.key };
}

function wasPutBack({ before, reading }: GuardPass, step: Step): boolean {
	return before.periodKey === reading.period.key && before.putBack.includes(identityOf(step));
}

/** A tier's own step on a cap that was taken early makes it the tier's. */
function causeOf(previous: Held | undefined, { cause }: Step): Pick<Held, "cause"> {
	if (cause === undefined || (previous !== undefined && previous.cause === undefined)) return {};
	return { cause };
}

/** A harder step after one without effect is the next rung; a harder tier's own step is none. */
function rungOf(previous: Held | undefined, step: Step, { deps }: GuardPass): number {
	if (previous === undefined || previous.method === step.method) return previous?.rung ?? 0;
	return previous.rung + (isWithoutEffect(previous, deps.policy) ? 1 : 0);
}

/** A name can be created again, and is another endpoint then. */
export function identityOf({ endpoint, createdAt }: Held | Step): string {
	return `${endpoint}@${createdAt}`;
}

/** A pause or a sleep leaves the scaling as our last write made it; the list may not show that yet. */
function writtenAfter(previous: Held | undefined, written: Written, step: Step): Written {
	if (previous === undefined) return written;
	const updatedAtBefore = lastKnownChange(previous, step);
	const { minReplica, maxReplica, formerly = [] } = previous.written;
	const own = { ...written, updatedAtBefore, formerly };
	if (step.maxReplica === null) return { ...own, minReplica, maxReplica };
	if (isSameScaling(written, { minReplica, maxReplica })) return own;
	return { ...own, formerly: [...formerly, { minReplica, maxReplica }].slice(-mostFormerly) };
}

/** Steps become harder a few times at the most: one for each rung. */
const mostFormerly = 4;

/** Our last write may be later than the list; undefined where it may still be on its way. */
function lastKnownChange(previous: Held, step: Step): Instant | undefined {
	const { status, written } = previous;
	if (status === "applied") return Math.max(written.updatedAt ?? 0, step.before.updatedAt);
	return isSentAgain(previous, step) ? written.updatedAtBefore : undefined;
}

export type Tried = {
	readonly previous: Held | undefined;
	/** Of the previous entry. */
	readonly record: RestoreRecord | undefined;
	readonly now: Instant;
	readonly limits: Limits;
};

/** The entry once its step was tried; null: nothing was done, so nothing is held. */
export function heldAfterStep(held: Held, carried: Carried, tried: Tried): Held | null {
	const { outcome, after, isSent, isCalled } = carried;
	const { previous, now } = tried;
	const written = { ...held.written, updatedAt: after?.updatedAt ?? null };
	switch (outcome.kind) {
		case "applied":
			return {
				...held,
				...(mayLandLate(previous) ? {} : { isAnswered: true }),
				written: seen(written),
				status: "applied",
				statusSince: now,
				isSent: true,
			};
		case "recorded":
		case "withheld":
			return { ...held, status: "recorded", statusSince: now };
		case "unconfirmed":
			return {
				...(isCalled || mayBeOnItsWay(previous) ? held : { ...held, isUncalled: true }),
				lastError: outcome.detail,
				isSent: held.isSent || isSent,
			};
		case "rejected":
			return previous === undefined ? null : asRead(previous, after, tried);
	}
}

/** A call of an earlier step, or of an earlier try of this one, that was not seen to be answered. */
function mayLandLate(previous: Held | undefined): boolean {
	return previous !== undefined && previous.isAnswered !== true;
}

/** An earlier try of it that no list has shown. */
function mayBeOnItsWay(previous: Held | undefined): boolean {
	return previous?.status === "intended" && previous.isUncalled !== true;
}

/**
 * A person's change that the read before a step showed is theirs from then on: no list need ever show it, if what
 * they set next is just what the guard was about to.
 */
function asRead(previous: Held, endpoint: Endpoint | null, { record, now, limits }: Tried): Held {
	const isOurs = previous.status === "intended" || previous.status === "applied";
	if (endpoint === null || !isOurs) return previous;
	const { next, event } = verifyHeld({
		held: previous,
		endpoint,
		record,
		listedAt: now,
		now,
		limits,
	});
	return event === "superseded" && next !== null ? called(next) : previous;
}
