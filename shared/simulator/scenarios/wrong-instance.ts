import { hourMs, start, zone } from "./calendar.ts";
import { exampleFleet } from "./example-fleet.ts";
import { budgetFor, repeatFleet } from "./fleet.ts";
import type { ScenarioBuilder } from "./scenario.ts";

/** For eight endpoints. */
const dailyBudgetUsd = 700;
const editMs = 10 * hourMs;

/** At 10:00 ann moves an 8B model from one L4 to two H200: $0.80 becomes $10 per replica-hour. */
export const wrongInstance: ScenarioBuilder = (options = {}) => {
	const endpoints = repeatFleet(exampleFleet, options.endpoints);
	const body = {
		compute: { accelerator: "gpu", instanceType: "nvidia-h200", instanceSize: "x2" },
	};
	const edited = endpoints.filter(({ name }) => name.startsWith("llama-8b-chat"));
	return {
		name: "wrong-instance",
		description: "A small model is moved to far too large hardware at 10:00, with two replicas.",
		namespace: "acme",
		zone,
		start,
		dailyBudgetMicroUsd: budgetFor(exampleFleet, endpoints, dailyBudgetUsd),
		endpoints,
		timeline: edited.map(({ name }) => ({
			at: editMs,
			actor: "ann",
			change: { kind: "update", endpoint: name, body },
		})),
	};
};
