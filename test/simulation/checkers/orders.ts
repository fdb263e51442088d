import { type Instant, minuteMs } from "../../../shared/domain/instant.ts";
import type { Notice } from "../../../shared/domain/notice.ts";
import type { Override } from "../../../shared/domain/override.ts";

export type StoredOrder = { readonly override: Override; readonly storedAt: Instant };

/** During all of it: granted and stored before its first moment, neither over nor ended before its last. */
export type Moments = { readonly from: Instant; readonly until: Instant };

/** A step that was ordered in time may land late, and is sent again where it did not. */
const lateMs = 30 * minuteMs;

const forbidding: ReadonlySet<string> = new Set(["hold", "protect", "restore-now"]);

/** Every order that was stored, judged by its own words; written apart from the code that obeys it. */
export class Orders {
	readonly #stored = new Map<string, StoredOrder>();

	stored(sk: string, order: StoredOrder): void {
		this.#stored.set(sk, order);
	}

	all(): readonly Override[] {
		return [...this.#stored.values()].map(({ override }) => override);
	}

	/** Endpoints that an order protects, in the order of the orders. */
	protectedAt(now: Instant): string[] {
		const found = this.all().filter(
			({ kind, grantedAt, expiresAt }) => kind === "protect" && grantedAt <= now && now < expiresAt,
		);
		return found.flatMap(({ endpoint }) => (endpoint === null ? [] : [endpoint]));
	}

	/** The order that forbids to stop this endpoint during all of it, or null. */
	forbids(endpoint: string, moments: Moments): Override | null {
		if (this.#stop(endpoint, moments.until) !== null) return null;
		const found = this.#lasting(moments).find(
			(override) =>
				forbidding.has(override.kind) &&
				speaksOf(override, endpoint) &&
				!this.#isReleased(override, moments),
		);
		return found ?? null;
	}

	/** A person may have ordered the stop of this endpoint. */
	stops(endpoint: string, at: Instant): boolean {
		return this.#stop(endpoint, at) !== null;
	}

	/** Somebody approved a plan: not for long enough to be forgotten by a step that is sent again. */
	approves(at: Instant): boolean {
		return this.all().some(
			({ kind, grantedAt, expiresAt }) =>
				kind === "approve" && grantedAt <= at && at < expiresAt + lateMs,
		);
	}

	/** By how much the budget of a day was raised for certain: by the smallest of the raises. */
	raisedMicroUsd(periodKey: string, moments: Moments): number {
		const raises = this.#lasting(moments).filter(
			({ kind, details }) => kind === "raise" && details?.periodKey === periodKey,
		);
		return raises.reduce((sum, { details }) => sum + (details?.addMicroUsd ?? 0), 0);
	}

	/** Somebody silenced this notice between its making and now. */
	silences({ createdAt, message }: Notice, now: Instant): boolean {
		return this.all().some(
			({ kind, details, grantedAt, expiresAt }) =>
				kind === "silence" &&
				grantedAt <= now &&
				createdAt < expiresAt &&
				(details?.matchers ?? []).every(({ name, value }) => message.attributes[name] === value),
		);
	}

	#stop(endpoint: string, at: Instant): Override | null {
		const found = this.all().find(
			({ kind, grantedAt, expiresAt, ...override }) =>
				kind === "stop-now" &&
				grantedAt <= at &&
				at < expiresAt + lateMs &&
				speaksOf(override, endpoint),
		);
		return found ?? null;
	}

	#lasting({ from, until }: Moments): Override[] {
		return [...this.#stored.values()]
			.filter(({ override, storedAt }) => {
				const since = Math.max(storedAt, override.grantedAt);
				return since <= from && until < override.expiresAt && override.waitsForSecond !== true;
			})
			.map(({ override }) => override)
			.filter(({ id }) => !this.#isRevoked(id, until));
	}

	#isRevoked(id: string, at: Instant): boolean {
		return this.all().some(
			({ kind, details, grantedAt }) =>
				kind === "revoke" && details?.overrideId === id && grantedAt <= at,
		);
	}

	/**
	 * A release ends what was granted by then, for good. One that somebody took back before its own end, and before
	 * the first of these moments, ended nothing.
	 */
	#isReleased({ kind, endpoint, grantedAt }: Override, { from, until }: Moments): boolean {
		if (kind !== "protect") return false;
		return this.all().some(
			(other) =>
				other.kind === "release" &&
				other.endpoint === endpoint &&
				grantedAt <= other.grantedAt &&
				other.grantedAt <= until &&
				!this.#isTakenBack(other, from),
		);
	}

	#isTakenBack({ id, expiresAt }: Override, at: Instant): boolean {
		return [...this.#stored.values()].some(
			({ override: { kind, details, grantedAt }, storedAt }) =>
				kind === "revoke" &&
				details?.overrideId === id &&
				grantedAt < expiresAt &&
				Math.max(grantedAt, storedAt) <= at,
		);
	}
}

function speaksOf(override: Pick<Override, "endpoint">, endpoint: string): boolean {
	return override.endpoint === null || override.endpoint === endpoint;
}
