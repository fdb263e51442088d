import { type Endpoint, hardwareKey, type Inventory } from "../../domain/endpoint.ts";
import type { Instant, Range } from "../../domain/instant.ts";
import type { Cursor, EstimatedSpan, Posture } from "../../domain/ledger.ts";
import type { Price } from "../../domain/price.ts";
import { samePrice } from "./book.ts";
import { fingerprint } from "./fingerprint.ts";
import { formerAfter } from "./former-hardware.ts";
import { changedCounts, gapCounts, type ReplicaCounts, replicaCounts } from "./replica-counts.ts";
import { type Repricing, repricingOf } from "./reprice.ts";

/** Longest time between two good lists in which counts may be taken as constant (docs/how-it-decides.md 2: 180 s). */
export type ObserveSettings = {
	readonly longestSampleMs: number;
	/** Stage ranges read after a change are read again this much later, because they can still grow. */
	readonly confirmMs: number;
};

export type ObserveInput = {
	readonly inventory: Inventory;
	readonly priceOf: (endpoint: Endpoint) => Price;
	readonly cursor: Cursor | null;
	readonly postures: readonly Posture[];
	/** First instant of interest when nothing is known: the start of the running period. */
	readonly periodFrom: Instant;
	/** The list before this one was read then; null: never. Absent: prices are taken to hold since ever. */
	readonly pricesConfirmedAt?: Instant | null | undefined;
	readonly settings: ObserveSettings;
};

/** What one list changes: for an endpoint, the assumptions to book and its new posture (null: gone). */
export type Observation = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly estimates: readonly EstimatedSpan[];
	readonly posture: Posture | null;
	/** The price moved: since when it may have. */
	readonly repricing?: Repricing | null;
};

/** Text that changes whenever metering has to look closer; cheap to compare without the postures. */
export function inventoryFingerprint(
	inventory: Inventory,
	priceOf: (endpoint: Endpoint) => Price,
): string {
	const lines = inventory.endpoints.map((endpoint) => facts(endpoint, priceOf(endpoint)));
	return fingerprint(lines.sort().join("\n"));
}

/** Compares a complete list with the postures; unchanged endpoints yield nothing. */
export function observe(input: ObserveInput): Observation[] {
	const listed = new Map(
		input.inventory.endpoints.map((endpoint) => [identity(endpoint), endpoint]),
	);
	const known = new Map(input.postures.map((posture) => [postureIdentity(posture), posture]));
	const gone = input.postures.filter((posture) => !listed.has(postureIdentity(posture)));
	const seen = [...listed.values()].flatMap((endpoint) => {
		const posture = known.get(identity(endpoint));
		if (posture === undefined) return [firstSeen(endpoint, input)];
		return isUnchanged(posture, endpoint, input) ? [] : [closed(posture, endpoint, input)];
	});
	return [...gone.map((posture) => closed(posture, null, input)), ...seen];
}

function isUnchanged(posture: Posture, endpoint: Endpoint, input: ObserveInput): boolean {
	const price = input.priceOf(endpoint);
	if (input.cursor?.unfinished === true) return false;
	const sameFacts = facts(posture.observed, posture.price) === facts(endpoint, price);
	return sameFacts && !isGap(lastSeen(posture, input), input);
}

/** Books what the old posture stood for, up to the last good list and from there to now. */
function closed(posture: Posture, endpoint: Endpoint | null, input: ObserveInput): Observation {
	const now = input.inventory.at;
	const before: ReplicaCounts = {
		lo: posture.replicasLo,
		point: posture.replicasPoint,
		hi: posture.replicasHi,
	};
	const seenUntil = lastSeen(posture, input);
	const after = endpoint === null ? noReplicas : replicaCounts(endpoint);
	const gap = isGap(seenUntil, input);
	const rolling = isRolling(posture.observed, endpoint);
	const between = gap
		? gapCounts(before, posture.observed, endpoint)
		: sampledCounts({ before, after }, rolling);
	const same = sameCounts(before, after) && isSameHardware(posture.observed, endpoint) && !rolling;
	const source = gap ? "gap" : same ? "sampled" : "changed";
	return {
		endpoint: posture.endpoint,
		createdAt: posture.createdAt,
		estimates: [
			...estimate({ from: posture.since, to: seenUntil }, "sampled", before, posture.price),
			...estimate(
				{ from: seenUntil, to: now },
				source,
				between,
				priceBetween(posture, endpoint, input),
			),
		],
		posture: endpoint === null ? null : following(posture, endpoint, { input, seenUntil }),
		repricing: repricingFor(posture, endpoint, input),
	};
}

function repricingFor(
	posture: Posture,
	endpoint: Endpoint | null,
	{ priceOf, inventory, periodFrom, pricesConfirmedAt: confirmedAt }: ObserveInput,
): Repricing | null {
	if (endpoint === null || confirmedAt === undefined) return null;
	if (!isSameHardware(posture.observed, endpoint)) return null;
	const { price: before } = posture;
	const after = priceOf(endpoint);
	return repricingOf({ before, after, confirmedAt, earliest: periodFrom, seenAt: inventory.at });
}

function following(
	posture: Posture,
	endpoint: Endpoint,
	{ input, seenUntil }: { readonly input: ObserveInput; readonly seenUntil: Instant },
): Posture {
	const next = postureOf(endpoint, input, posture.truthUntil);
	const formerly = formerAfter(posture, endpoint, { seenUntil, now: input.inventory.at });
	const { begun } = posture;
	return {
		...next,
		...(formerly.length === 0 ? {} : { formerly }),
		...(begun === undefined ? {} : { begun }),
	};
}

/**
 * An endpoint that was never seen: it may have run since it was created, or since metering began. It may as
 * well have been paused until just now: what nobody saw may alarm, and on no account act.
 */
function firstSeen(endpoint: Endpoint, input: ObserveInput): Observation {
	const earliest = input.cursor?.observedUntil ?? input.periodFrom;
	const from = Math.min(Math.max(endpoint.createdAt, earliest), input.inventory.at);
	const counts = replicaCounts(endpoint);
	const gap = input.inventory.at - from > input.settings.longestSampleMs;
	const between = gap
		? { lo: 0, point: 0, hi: gapCounts(counts, endpoint, endpoint).hi }
		: changedCounts(noReplicas, counts);
	const window = { from, to: input.inventory.at };
	return {
		endpoint: endpoint.name,
		createdAt: endpoint.createdAt,
		estimates: estimate(window, gap ? "gap" : "changed", between, input.priceOf(endpoint)),
		posture: postureOf(endpoint, input, from),
	};
}

function postureOf(endpoint: Endpoint, input: ObserveInput, truthUntil: Instant): Posture {
	const counts = replicaCounts(endpoint);
	return {
		endpoint: endpoint.name,
		createdAt: endpoint.createdAt,
		since: input.inventory.at,
		truthUntil,
		replicasLo: counts.lo,
		replicasPoint: counts.point,
		replicasHi: counts.hi,
		price: input.priceOf(endpoint),
		observed: endpoint,
		confirmAt: input.inventory.at + input.settings.confirmMs,
	};
}

function estimate(
	window: Range,
	source: EstimatedSpan["source"],
	counts: ReplicaCounts,
	price: Price,
): EstimatedSpan[] {
	if (window.to <= window.from) return [];
	return [
		{
			...window,
			source,
			replicasLo: counts.lo,
			replicasPoint: counts.point,
			replicasHi: counts.hi,
			price,
		},
	];
}

const noReplicas: ReplicaCounts = { lo: 0, point: 0, hi: 0 };

function lastSeen(posture: Posture, input: ObserveInput): Instant {
	const observedUntil = input.cursor?.observedUntil ?? posture.since;
	return Math.min(Math.max(observedUntil, posture.since), input.inventory.at);
}

function isGap(seenUntil: Instant, input: ObserveInput): boolean {
	return input.inventory.at - seenUntil > input.settings.longestSampleMs;
}

/** A new version starts or has just replaced the old one: between the two lists both may have run. */
function isRolling(from: Endpoint, to: Endpoint | null): boolean {
	return from.state !== to?.state && (from.state === "updating" || to?.state === "updating");
}

function sampledCounts(
	{ before, after }: { before: ReplicaCounts; after: ReplicaCounts },
	rolling: boolean,
): ReplicaCounts {
	const between = changedCounts(before, after);
	return rolling ? { ...between, hi: before.hi + after.hi } : between;
}

/** Between two lists with different hardware either may have been billed. */
function priceBetween(posture: Posture, endpoint: Endpoint | null, input: ObserveInput): Price {
	if (endpoint === null || isSameHardware(posture.observed, endpoint)) return posture.price;
	const before = posture.price;
	const after = input.priceOf(endpoint);
	return {
		lo: Math.min(before.lo, after.lo),
		point: after.point,
		hi: Math.max(before.hi, after.hi),
		known: false,
	};
}

function isSameHardware(from: Endpoint, to: Endpoint | null): boolean {
	return to !== null && hardwareKey(from.hardware) === hardwareKey(to.hardware);
}

function sameCounts(a: ReplicaCounts, b: ReplicaCounts): boolean {
	return a.lo === b.lo && a.point === b.point && a.hi === b.hi;
}

function facts(endpoint: Endpoint, price: Price): string {
	const { scaling, hardware } = endpoint;
	return JSON.stringify([
		identity(endpoint),
		endpoint.state,
		[endpoint.readyReplica, endpoint.targetReplica, endpoint.updatedAt, endpoint.updatedBy],
		[scaling.minReplica, scaling.maxReplica, scaling.scaleToZeroTimeoutMinutes ?? "absent"],
		[hardware.vendor, hardware.region, hardware.instanceType, hardware.instanceSize],
		[price.lo, price.point, price.hi],
		endpoint.tags,
		endpoint.model,
	]);
}

function identity(endpoint: Endpoint): string {
	return `${endpoint.name}@${endpoint.createdAt}`;
}

function postureIdentity(posture: Posture): string {
	return `${posture.endpoint}@${posture.createdAt}`;
}

/** True where a posture of these facts would differ only in when it began. */
export function samePosture(a: Posture, b: Posture): boolean {
	return samePrice(a.price, b.price) && facts(a.observed, a.price) === facts(b.observed, b.price);
}
