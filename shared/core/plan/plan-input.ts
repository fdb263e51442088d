import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Override } from "../../domain/override.ts";
import type { RestoreRecord, Step } from "../../domain/plan.ts";
import type { Policy, Tier } from "../../domain/policy.ts";
import type { Price } from "../../domain/price.ts";
import type { Reading } from "../../domain/reading.ts";
import type { Standing } from "../../domain/standing.ts";

/** What a plan is made of; everything else follows. */
export type PlanInput = {
	readonly tier: Tier;
	readonly endpoints: readonly Endpoint[];
	readonly priceOf: (endpoint: Endpoint) => Price;
	readonly policy: Policy;
	readonly reading: Reading;
	readonly overrides: readonly Override[];
	readonly held: readonly Held[];
	readonly records: readonly RestoreRecord[];
	readonly now: Instant;
	/** Budgets of groups, beside the namespace's own, which is that of the policy; absent: none. */
	readonly groups?: readonly Standing[];
	/** Share of the fleet's recent requests, 0 to 1; null where it is not known. */
	readonly requestShareOf?: (endpoint: Endpoint) => number | null;
};

/** The steps that one endpoint could take, least harm first; never empty. */
export type Ladder = readonly Step[];
