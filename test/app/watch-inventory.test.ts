import { expect, test } from "vitest";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { watchInventory } from "../../shared/app/watch-inventory.ts";
import { busEvents } from "../../shared/runtime/events/bus-events.ts";
import { at, endpointOf, policyOf, postureOf } from "../core/fixture.ts";
import { saidOn } from "./said-on.ts";

const policy = policyOf({ rules: [{ name: "chat*", expectedMaxReplicas: 1 }] });

async function fleetOf(count: number, given = policy) {
	const deps = saidOn(at("12:00"), given);
	const postures = Array.from({ length: count }, (_, n) =>
		postureOf({ observed: endpointOf({ name: `chat-${n}` }) }),
	);
	await ledgerStore(deps.table, "acme").writePostures(postures);
	return deps;
}

test("what is odd is said once for all endpoints, and stands in the log one by one", async () => {
	const deps = await fleetOf(3);
	expect(await watchInventory(deps)).toEqual({ signals: 3 });
	expect(deps.said).toHaveLength(1);
	expect(busEvents["watch.signals"].parse(deps.said[0])).toMatchObject({ more: 0 });
	expect(deps.lines).toHaveLength(3);
});

test("with nothing odd nothing is said", async () => {
	const deps = await fleetOf(3, policyOf());
	expect(await watchInventory(deps)).toEqual({ signals: 0 });
	expect([deps.said, deps.lines]).toEqual([[], []]);
});

test("more than fits into an event is counted, not lost without a word", async () => {
	const deps = await fleetOf(1_000);
	await watchInventory(deps);
	const [event] = deps.said;
	expect(event).toMatchObject({ type: "watch.signals", more: 800 });
	expect(JSON.stringify(event).length).toBeLessThan(256 * 1_024);
});
