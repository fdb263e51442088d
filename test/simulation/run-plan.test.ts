import { expect, test } from "vitest";
import { hardwareKey } from "../../shared/simulator/endpoint.ts";
import { groupMembers } from "./features.ts";
import { policyOf } from "./policy.ts";
import { runPlan } from "./run-plan.ts";
import { Simulation } from "./simulation.ts";

const plans = Array.from({ length: 400 }, (_, index) => runPlan(41, index));

/** The largest maximum that a person sets in a run. */
const mostReplicasOfPeople = 6;

test.each([
	["the fleet", plans],
	["a group", plans.filter(({ features }) => features.group)],
])("the budget of the clean day carries whatever people may want of %s", (_, chosen) => {
	expect(chosen.length).toBeGreaterThan(30);
	for (const plan of chosen) {
		const simulation = new Simulation(plan);
		simulation.endFaults();
		const { budget, groups } = simulation.policy;
		const names = new Set<string>(groups.length === 0 ? [] : groupMembers);
		expect(budget.dailyMicroUsd).toBeGreaterThanOrEqual(mostMicroUsd(simulation, () => true));
		for (const { dailyMicroUsd } of groups) {
			const ofMembers = mostMicroUsd(simulation, (name) => names.has(name));
			expect(dailyMicroUsd).toBeGreaterThanOrEqual(Math.floor(ofMembers));
		}
	}
});

test("the days before it do not: there the guard has work to do", () => {
	const tight = plans.filter((plan) => {
		const simulation = new Simulation(plan);
		return policyOf(plan).budget.dailyMicroUsd < mostMicroUsd(simulation, () => true);
	});
	expect(tight.length).toBeGreaterThan(plans.length / 2);
});

/** What 24 hours cost with as many replicas as people may ask for, by the account's own prices. */
function mostMicroUsd({ account, plan }: Simulation, isMeant: (name: string) => boolean): number {
	return account
		.list()
		.filter(({ name }) => isMeant(name))
		.reduce((sum, { hardware, scaling }) => {
			const price = account.truth.priceMicroUsdPerHour(hardwareKey(hardware), plan.start);
			return sum + 24 * Math.max(mostReplicasOfPeople, scaling.maxReplica) * price;
		}, 0);
}
