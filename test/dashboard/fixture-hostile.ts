import type { Costs } from "../../shared/domain/costs.ts";
import type { Plan } from "../../shared/domain/plan.ts";
import type { ReadModel } from "../../shared/domain/read-model.ts";

import { shutdownModel, shutdownPlan } from "./fixture.ts";

export const attack = `<script>alert("1")</script><img src=x onerror='alert(2)'>&lt;`;

/** Every free text of the model is an attack. */
export function hostileModel(): ReadModel {
	const model = shutdownModel();
	return {
		...model,
		namespace: attack,
		lastError: attack,
		endpoints: model.endpoints.map((view) => ({
			...view,
			endpoint: {
				...view.endpoint,
				name: `${attack}${view.endpoint.name}`,
				state: attack,
				hardware: { ...view.endpoint.hardware, region: attack, instanceType: attack },
			},
		})),
		control: {
			...model.control,
			held: model.control.held.map((each) => ({ ...each, endpoint: attack, lastError: attack })),
			history: model.control.history.map((event) => ({ ...event, reason: attack })),
		},
		restoreRecords: model.restoreRecords.map((record) => ({
			...record,
			endpoint: attack,
			state: attack,
		})),
		planNow: hostilePlan(shutdownPlan),
		planNext: hostilePlan({ ...shutdownPlan, tier: "ceiling" }),
		overrides: model.overrides.map((override) => ({
			...override,
			endpoint: attack,
			actor: attack,
			reason: attack,
		})),
		sent: model.sent.map((notice) => ({ ...notice, title: attack, channel: attack })),
		costs: hostileCosts(model.costs),
	};
}

function hostileCosts(costs: Costs): Costs {
	const { prices, hidden } = costs;
	const refused = { kind: "jumped" as const, hardware: attack, before: 1, after: 10, at: 0 };
	return {
		...costs,
		prices: prices === null ? null : { ...prices, refused },
		hidden: hidden === null ? null : { ...hidden, unknownModels: [attack] },
	};
}

function hostilePlan(plan: Plan): Plan {
	return {
		...plan,
		steps: plan.steps.map((each) => ({ ...each, endpoint: attack })),
		postponed: plan.postponed.map((each) => ({ ...each, endpoint: attack })),
		untouched: plan.untouched.map((each) => ({ ...each, endpoint: attack })),
		remarks: [attack],
	};
}
