import type { SavingMethod } from "./rung.ts";

/**
 * Minimum and maximum down to the running floor. Takes warm replicas that somebody wanted to be there, so it
 * is harder than a cap. The minimum becomes 0 only where it is 0 already: the floor is at least 1.
 */
export const floor: SavingMethod = {
	method: "floor",
	propose: ({ endpoint: { scaling }, floorReplicas }) => {
		if (scaling.minReplica <= floorReplicas) return null;
		const maxReplica = Math.min(scaling.maxReplica, floorReplicas);
		return { minReplica: floorReplicas, maxReplica, most: maxReplica };
	},
};
