import type { SavingMethod } from "./rung.ts";

/**
 * Fewer replicas where a cheaper route carries the traffic above them. Everybody is answered, by another
 * provider: harder than waiting, softer than silence. A route has to be set up before anything can take it, and
 * none can be set up yet, so this method proposes nothing and the plan says so.
 */
export const divert: SavingMethod = {
	method: "divert",
	propose: () => null,
};
