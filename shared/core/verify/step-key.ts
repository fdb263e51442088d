import type { Held } from "../../domain/control.ts";
import { sha256 } from "../../domain/sha256.ts";

const digits = 16;

/**
 * Names a step so that a replay is known as one: the same budget, period, tier, endpoint, rung and generation have
 * the same key, whichever process takes the step, and however often.
 */
export function stepKey(budget: string, held: Held): string {
	const { periodKey, tier, endpoint, createdAt, method, rung, generation } = held;
	const parts = [budget, periodKey, tier, `${endpoint}@${createdAt}`, method, rung, generation];
	return sha256(parts.join("\n")).slice(0, digits);
}
