import type { Look } from "../../core/detect/alert-book.ts";
import { budgetLooks } from "../../core/detect/budget-looks.ts";
import type { EndpointSketch } from "../../core/detect/endpoint-sketch.ts";
import { inventoryLooks } from "../../core/detect/inventory-looks.ts";
import { regionalLooks } from "../../core/detect/regional-looks.ts";
import { endpointPolicy } from "../../core/plan/endpoint-policy.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { readGroupHours, readSpentHours } from "./spent-hours.ts";
import type { WatchPass } from "./watch-pass.ts";

/** What the stored list says by itself. */
export function lookAtInventory(pass: WatchPass): readonly Look[] {
	const { postures, policy, approved, cursor, rules, now } = pass;
	return inventoryLooks({
		postures,
		policyOf: (endpoint) => endpointPolicy(policy, endpoint),
		approvedOf: (posture) => approved.find((each) => isSameEndpoint(each, posture)) ?? null,
		fleetMaxReplicas: policy.alerts.fleetMaxReplicas,
		cursor,
		rules,
		now,
	});
}

/** What the numbers of each budget say: the namespace's, then each group's. */
export async function lookAtBudgets(pass: WatchPass): Promise<readonly Look[]> {
	const { reading, groups, rules, now } = pass;
	if (reading === null) return [];
	const whole = budgetLooks({ reading, ...(await readSpentHours(pass)), rules, now });
	const own = await Promise.all(
		groups.map(async ({ budget, reading: ownReading }) => {
			const hours = await readGroupHours(pass, budget.name);
			const looks = budgetLooks({ reading: ownReading, ...hours, rules, now });
			return looks.map((look) => ({ ...look, group: budget.name }));
		}),
	);
	return [...whole, ...own.flat()];
}

/** What a model costs here and there. */
export function lookAtRegions(
	{ postures, rules, now }: WatchPass,
	sketches: ReadonlyMap<string, EndpointSketch>,
): readonly Look[] {
	return regionalLooks({ postures, sketches, rules, now });
}
