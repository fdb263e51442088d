import type { SavingMethod } from "./rung.ts";

/**
 * The endpoint stops and answers nobody until it is resumed: the most harm there is. Not scale to zero, because
 * a sleeping endpoint wakes on the next request and goes on billing.
 */
export const pause: SavingMethod = {
	method: "pause",
	propose: () => ({ minReplica: null, maxReplica: null, most: 0 }),
};
