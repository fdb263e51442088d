import type { Look } from "../../core/detect/alert-book.ts";
import { budgetLooks } from "../../core/detect/budget-looks.ts";
import { inventoryLooks } from "../../core/detect/inventory-looks.ts";
import { endpointPolicy } from "../../core/plan/endpoint-policy.ts";
import { readSpentHours } from "./spent-hours.ts";
import { isOf, type WatchPass } from "./watch-pass.ts";

/** What the stored list says by itself. */
export function lookAtInventory(pass: WatchPass): readonly Look[] {
	const { postures, policy, approved, cursor, rules, now } = pass;
	return inventoryLooks({
		postures,
		policyOf: (endpoint) => endpointPolicy(policy, endpoint),
		approvedOf: (posture) => approved.find((each) => isOf(each, posture)) ?? null,
		fleetMaxReplicas: policy.alerts.fleetMaxReplicas,
		cursor,
		rules,
		now,
	});
}

/** What the budget's own numbers say. */
export async function lookAtBudget(pass: WatchPass): Promise<readonly Look[]> {
	const { reading, rules, now } = pass;
	if (reading === null) return [];
	return budgetLooks({ reading, ...(await readSpentHours(pass)), rules, now });
}
