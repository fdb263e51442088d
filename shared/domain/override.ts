import type { Instant } from "./instant.ts";
import type { MicroUsd } from "./money.ts";

/** What a person can order. `revoke` ends another override before its time. */
export const overrideKinds = [
	"hold",
	"raise",
	"protect",
	"release",
	"approve",
	"deny",
	"restore-now",
	"stop-now",
	"ack",
	"silence",
	"accept",
	"revoke",
] as const;
export type OverrideKind = (typeof overrideKinds)[number];

/** What a silence can name. `group`: its budget, and every endpoint that is in it. */
export const matcherNames = [
	"severity",
	"type",
	"tier",
	"rule",
	"endpoint",
	"group",
	"namespace",
] as const;

/** A notice attribute that must be equal for a silence to mute it. */
export type Matcher = { readonly name: string; readonly value: string };

/** What a kind says beside its scope. */
export type OverrideDetails = {
	/** raise: adds to the budget of its period, or sets it. */
	readonly addMicroUsd?: MicroUsd | undefined;
	readonly toMicroUsd?: MicroUsd | undefined;
	/** raise: local date of the budget day that it is for. */
	readonly periodKey?: string | undefined;
	/** approve, deny: hash of the plan that was shown. */
	readonly planHash?: string | undefined;
	/** ack: identity of the notice or alert that somebody looks after. */
	readonly noticeId?: string | undefined;
	/** silence: all of them must match. */
	readonly matchers?: readonly Matcher[] | undefined;
	/** revoke: the override that ends. */
	readonly overrideId?: string | undefined;
};

/** A signed order of a person: level state, read on each pass, over at `expiresAt`. */
export type Override = {
	readonly id: string;
	readonly kind: OverrideKind;
	readonly namespace: string;
	/** null: the whole namespace. */
	readonly endpoint: string | null;
	readonly actor: string;
	readonly reason: string;
	readonly grantedAt: Instant;
	readonly expiresAt: Instant;
	readonly details?: OverrideDetails | undefined;
	/** Who proved to be who: `key:oncall`, `slack:T1/U1`, `local`. */
	readonly principal?: string | undefined;
	/** True while the two-person rule waits for somebody else; it is not in force then. */
	readonly waitsForSecond?: boolean | undefined;
	/** What the guard showed when it was granted: the most it can cost, and what was spent by then. */
	readonly exposureMicroUsd?: MicroUsd | undefined;
	readonly spentAtGrantMicroUsd?: MicroUsd | undefined;
};

export function isInForce(override: Override, now: Instant): boolean {
	const { grantedAt, expiresAt, waitsForSecond } = override;
	return waitsForSecond !== true && grantedAt <= now && now < expiresAt;
}

/** True where `override` speaks of this endpoint: by name, or of the whole namespace. */
export function covers(override: Override, endpoint: string): boolean {
	return override.endpoint === null || override.endpoint === endpoint;
}

/**
 * The orders that hold now: neither over nor revoked, no protection that was ever released later, no
 * approval of a plan that was denied. A stop of the whole namespace ends what would allow.
 */
export function overridesInForce(all: readonly Override[], now: Instant): Override[] {
	const timely = all.filter((override) => isInForce(override, now) && !isRevoked(override, all));
	const stops = timely.some(({ kind, endpoint }) => kind === "stop-now" && endpoint === null);
	return timely.filter(
		(override) =>
			override.kind !== "revoke" &&
			!(stops && allowing.has(override.kind)) &&
			!isReleased(override, all, now) &&
			!isDenied(override, timely),
	);
}

/** True where somebody ended this order before its time. */
export function isRevoked({ id }: Override, all: readonly Override[]): boolean {
	return revocationOf(id, all) !== null;
}

export function revocationOf(id: string, all: readonly Override[]): Override | null {
	const revokes = ({ kind, details }: Override) => kind === "revoke" && details?.overrideId === id;
	return all.find(revokes) ?? null;
}

/** True where a person ordered this endpoint, or everything, to stop. */
export function isStopped(inForce: readonly Override[], endpoint: string): boolean {
	return inForce.some((override) => override.kind === "stop-now" && covers(override, endpoint));
}

/** A notice, and the names of the groups that it is about (`groupsAbout`). */
export type Silenceable = {
	readonly attributes: Readonly<Record<string, string>>;
	readonly groups: readonly string[];
};

/** True where each matcher of the silence equals the notice's attribute of that name. */
export function isSilencedBy(
	{ kind, details }: Override,
	{ attributes, groups }: Silenceable,
): boolean {
	const matchers = details?.matchers ?? [];
	if (kind !== "silence" || matchers.length === 0) return false;
	return matchers.every(({ name, value }) =>
		name === "group" ? groups.includes(value) : attributes[name] === value,
	);
}

/** Kinds that let spend go on; `stop-now` wins over each. */
const allowing: ReadonlySet<OverrideKind> = new Set(["hold", "protect", "approve", "restore-now"]);

/** The stop in force that leaves an order of this kind and scope without any effect; null: none. */
export function stopOver(
	{ kind, endpoint }: Pick<Override, "kind" | "endpoint">,
	all: readonly Override[],
	now: Instant,
): Override | null {
	if (!allowing.has(kind)) return null;
	const stops = overridesInForce(all, now).filter((other) => other.kind === "stop-now");
	const over = stops.filter((stop) => stop.endpoint === null || stop.endpoint === endpoint);
	return over.toSorted((a, b) => b.expiresAt - a.expiresAt)[0] ?? null;
}

/** A release ends the protections of its time for good: its own end brings none of them back. */
function isReleased(override: Override, all: readonly Override[], now: Instant): boolean {
	const { kind, endpoint, grantedAt } = override;
	if (kind !== "protect") return false;
	const releases = all.filter((other) => other.kind === "release" && other.endpoint === endpoint);
	return releases.some(
		(release) =>
			release.waitsForSecond !== true &&
			release.grantedAt >= grantedAt &&
			release.grantedAt <= now &&
			!isRevoked(release, all),
	);
}

function isDenied({ kind, details }: Override, timely: readonly Override[]): boolean {
	if (kind !== "approve") return false;
	return timely.some(
		(other) => other.kind === "deny" && other.details?.planHash === details?.planHash,
	);
}
