import type { SavingMethod } from "./rung.ts";

/**
 * The maximum down to the running floor; the minimum stays. Requests wait longer, nobody is refused, and
 * writing the old maximum undoes it at once.
 */
export const cap: SavingMethod = {
	method: "cap",
	propose: ({ endpoint: { scaling }, floorReplicas }) => {
		const maxReplica = Math.min(scaling.maxReplica, Math.max(floorReplicas, scaling.minReplica));
		if (scaling.maxReplica <= maxReplica) return null;
		return { minReplica: scaling.minReplica, maxReplica, most: maxReplica };
	},
};
