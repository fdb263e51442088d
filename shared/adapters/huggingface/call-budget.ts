import type { Instant } from "../../domain/instant.ts";

export type CallBudgetSettings = {
	/** Calls in any window of `windowMs`. */
	readonly calls: number;
	readonly windowMs: number;
	/** Calls of these that only writes may use, so that reading can never keep guard from acting. */
	readonly reservedForWrites: number;
	/** Calls, beside those of writes, that what can wait (`spare`) leaves to the meter and the guard. */
	readonly reservedForReads?: number;
};

/** `spare`: a read that can wait for a later pass, and takes only what the others leave. */
export type CallEffect = "read" | "write" | "spare";

/**
 * At most so many calls in any window of time, all users of the account's clients together. It keeps
 * the instants of the last calls rather than a filling bucket, because a bucket lets through up to
 * twice its size in one window.
 */
export class CallBudget {
	readonly #settings: CallBudgetSettings;
	readonly #calledAt: Instant[] = [];

	constructor(settings: CallBudgetSettings) {
		this.#settings = settings;
	}

	/** Takes one call. 0: taken; else nothing was taken and this many milliseconds are to be waited. */
	take(effect: CallEffect, now: Instant): number {
		const { windowMs } = this.#settings;
		this.#forget(now - windowMs);
		const allowed = this.#allowed(effect);
		const blocking = this.#calledAt[this.#calledAt.length - allowed];
		if (blocking !== undefined) return blocking + windowMs - now;
		this.#calledAt.push(now);
		return 0;
	}

	#allowed(effect: CallEffect): number {
		const { calls, reservedForWrites, reservedForReads = 0 } = this.#settings;
		if (effect === "write") return calls;
		const forReads = calls - reservedForWrites;
		return effect === "read" ? forReads : forReads - reservedForReads;
	}

	#forget(until: Instant): void {
		while ((this.#calledAt[0] ?? Number.POSITIVE_INFINITY) <= until) this.#calledAt.shift();
	}
}
