import type { Instant } from "../../domain/instant.ts";
import type { Override } from "../../domain/override.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Mode, Policy, WindowName } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import type { Holding } from "./holding-text.ts";

/** A plan with what it was made from, to be put into words. */
export type ExplainInput = {
	readonly plan: Plan;
	readonly reading: Reading;
	readonly policy: Policy;
	readonly mode: Mode;
	/** Since when the tier in force has been; null for a plan of a line that is not crossed yet. */
	readonly since: Instant | null;
	/** What that tier stands on; absent: the day. */
	readonly window?: WindowName;
	/** Orders of a person to stop that hold now; absent: none. */
	readonly stops?: readonly Override[];
	/** What earlier steps hold; absent: not told. */
	readonly holding?: Holding;
};
