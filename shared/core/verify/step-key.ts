import type { Held } from "../../domain/control.ts";
import { sha256 } from "../../domain/sha256.ts";

const digits = 16;

/**
 * Names a step so that a replay is known as one: the same budget, period, tier, endpoint, rung and generation have
 * the same key, whichever process takes the step, and however often.
 */
export function stepKey(budget: string, held: Held): string {
	const { periodKey, tier, endpoint, createdAt, method, rung, generation, easedAt } = held;
	const parts = [budget, periodKey, tier, `${endpoint}@${createdAt}`, method, rung, generation];
	// After it was eased the same step is another one.
	const own = easedAt === undefined ? parts : [...parts, easedAt];
	return sha256(own.join("\n")).slice(0, digits);
}
