import type { Instant } from "./instant.ts";

export type OverrideKind = "hold" | "protect" | "restore-now";

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
};

export function isInForce(override: Override, now: Instant): boolean {
	return override.grantedAt <= now && now < override.expiresAt;
}

/** True where `override` speaks of this endpoint: by name, or of the whole namespace. */
export function covers(override: Override, endpoint: string): boolean {
	return override.endpoint === null || override.endpoint === endpoint;
}
