import { catalogPrices } from "./catalog/prices.ts";
import { addEndpoint } from "./changes.ts";
import { ageMs, recordOf } from "./creation.ts";
import { type EndpointDefinition, hardwareKey } from "./endpoint.ts";
import { EventQueue } from "./event-queue.ts";
import { placeReplica } from "./replicas.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import type { AccountSettings } from "./settings.ts";
import { openBooks } from "./truth.ts";
import { causeOf, type World } from "./world.ts";

const microUsdPerUsd = 1_000_000;

/**
 * The account as it was `historyMs` before the scenario starts, with its fleet up at its minimum.
 * From there everything runs as usual, so that at the start there is a past to look at.
 */
export function createBeginning(options: {
	seed: number;
	scenario: Scenario;
	settings: AccountSettings;
}): World {
	const { seed, scenario, settings } = options;
	const world: World = {
		seed,
		namespace: scenario.namespace,
		settings,
		quotas: new Map(Object.entries(settings.quotas)),
		now: scenario.start - settings.historyMs,
		queue: new EventQueue(),
		endpoints: new Map(),
		books: openBooks(settings),
		baseUrl: "",
	};
	for (const row of catalogPrices) {
		const price = Math.round(row.pricePerHour * microUsdPerUsd);
		world.books.prices.set(hardwareKey(row), world.now, price);
	}
	for (const { at, actor, change } of scenario.timeline) {
		world.queue.add(scenario.start + at, { kind: "timeline", actor, change });
	}
	for (const definition of scenario.endpoints) place(world, definition);
	return world;
}

function place(world: World, definition: EndpointDefinition): void {
	const endpoint = recordOf(world, definition);
	const beginsAs = definition.beginsAs ?? "running";
	endpoint.createdAt = world.now - ageMs(world.seed, definition.name);
	endpoint.updatedAt = endpoint.createdAt;
	endpoint.wasScheduled = true;
	endpoint.isPaused = beginsAs === "paused";
	endpoint.isAsleep = beginsAs === "scaledToZero";
	endpoint.target = Math.max(1, definition.scaling.minReplica);
	const replicas = beginsAs === "running" ? endpoint.target : 0;
	for (let count = 0; count < replicas; count += 1) placeReplica(world, endpoint);
	addEndpoint(world, endpoint, causeOf(world, definition.createdBy));
}
