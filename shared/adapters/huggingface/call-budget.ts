import type { Instant } from "../../domain/instant.ts";

export type CallBudgetSettings = {
	/** Calls in any window of `windowMs`. */
	readonly calls: number;
	readonly windowMs: number;
	/** Calls of these that only writes may use, so that reading can never keep guard from acting. */
	readonly reservedForWrites: number;
};

export type CallEffect = "read" | "write";

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
		const { calls, windowMs, reservedForWrites } = this.#settings;
		this.#forget(now - windowMs);
		const allowed = effect === "write" ? calls : calls - reservedForWrites;
		const blocking = this.#calledAt[this.#calledAt.length - allowed];
		if (blocking !== undefined) return blocking + windowMs - now;
		this.#calledAt.push(now);
		return 0;
	}

	#forget(until: Instant): void {
		while ((this.#calledAt[0] ?? Number.POSITIVE_INFINITY) <= until) this.#calledAt.shift();
	}
}
