import { expect, test } from "vitest";
import { inventorySignals } from "../../../shared/core/detect/inventory-signals.ts";
import type { EndpointPolicy } from "../../../shared/domain/policy.ts";
import { endpointOf, knownPrice, postureOf } from "../fixture.ts";

function expecting(expectedMaxReplicas: number | null): () => EndpointPolicy {
	return () => ({
		criticality: "standard",
		protected: false,
		floorReplicas: null,
		expectedMaxReplicas,
	});
}

const unpriced = { ...knownPrice(3), known: false };

test.each([
	[2, 2, 2, 0],
	[3, 2, 2, 1],
	[2, 3, 2, 1],
	[0, 0, 1, 0],
])(
	"%i ready and %i wanted replicas, of at most %i expected, are %i runaways",
	(ready, wanted, most, found) => {
		const observed = endpointOf({ readyReplica: ready, targetReplica: wanted });
		const signals = inventorySignals([postureOf({ observed })], expecting(most));
		expect(signals.filter(({ id }) => id === "replica-runaway")).toHaveLength(found);
	},
);

test("a runaway is a page and names what was compared", () => {
	const observed = endpointOf({ readyReplica: 3, targetReplica: 8 });
	expect(inventorySignals([postureOf({ observed })], expecting(4))).toEqual([
		{
			id: "replica-runaway",
			severity: "page",
			endpoint: "chat",
			evidence: { replicas: 8, runningReplicas: 3, targetReplicas: 8, expectedMaxReplicas: 4 },
		},
	]);
});

test("where the policy expects nothing, no number is a runaway", () => {
	const observed = endpointOf({ readyReplica: 300, targetReplica: 300 });
	expect(inventorySignals([postureOf({ observed })], expecting(null))).toEqual([]);
});

test("hardware without a price is named with what is assumed, unless the endpoint is paused", () => {
	const running = postureOf({ price: unpriced });
	const paused = postureOf({ price: unpriced, observed: endpointOf({ state: "paused" }) });
	expect(inventorySignals([running, paused], expecting(null))).toEqual([
		{
			id: "unpriced",
			severity: "warn",
			endpoint: "chat",
			evidence: {
				instanceType: "nvidia-a10g",
				instanceSize: "x1",
				assumedMicroUsdPerHour: 3_000_000,
			},
		},
	]);
});

test("what is gravest stands first, whatever the order of the list", () => {
	const observed = endpointOf({ name: "batch", readyReplica: 9, targetReplica: 9 });
	const signals = inventorySignals(
		[postureOf({ price: unpriced }), postureOf({ observed })],
		expecting(2),
	);
	expect(signals.map(({ id }) => id)).toEqual(["replica-runaway", "unpriced"]);
});
