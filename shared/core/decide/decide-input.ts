import type { Control } from "../../domain/control.ts";
import type { Instant } from "../../domain/instant.ts";
import { type Policy, type Tier, tierOrder } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";

export type DecideInput = {
	readonly reading: Reading;
	readonly control: Control;
	readonly policy: Policy;
	readonly now: Instant;
};

export function higher(a: Tier, b: Tier): Tier {
	return tierOrder.indexOf(a) >= tierOrder.indexOf(b) ? a : b;
}
