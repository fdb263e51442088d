import { expect, test } from "vitest";
import {
	createMemoryEventBus,
	type MemoryEventBusOptions,
} from "../../../shared/adapters/memory/event-bus.ts";
import type { GuardrailEvent } from "../../../shared/ports/event-bus.ts";
import type { LogFields } from "../../../shared/ports/log.ts";
import { createTableClock } from "../../contract/table-clock.ts";

function metered(at: number): GuardrailEvent {
	return { type: "spend.metered", version: 1, namespace: "acme", at };
}

function setUp(options: Partial<MemoryEventBusOptions> = {}) {
	const errors: [string, LogFields | undefined][] = [];
	const log = {
		info: () => {},
		warn: () => {},
		error: (event: string, fields?: LogFields) => errors.push([event, fields]),
	};
	const clock = createTableClock(0);
	return { bus: createMemoryEventBus({ clock, log, ...options }), clock, errors };
}

test("every handler of the type gets the event, other types and former handlers get none", async () => {
	const { bus } = setUp();
	const seen: string[] = [];
	bus.subscribe("spend.metered", async (event) => void seen.push(`first ${event.at}`));
	bus.subscribe("spend.metered", async (event) => void seen.push(`second ${event.at}`));
	bus.subscribe("override.granted", async () => void seen.push("wrong type"));
	bus.subscribe("spend.metered", async () => void seen.push("stopped"))();
	await bus.publish(metered(7));
	await bus.drain();
	expect(seen).toEqual(["first 7", "second 7"]);
});

test("publishing does not wait for a handler, draining does", async () => {
	const { bus } = setUp();
	const gate = Promise.withResolvers<void>();
	let handled = false;
	bus.subscribe("spend.metered", async () => {
		await gate.promise;
		handled = true;
	});
	await bus.publish(metered(1));
	expect(handled).toBe(false);
	gate.resolve();
	await bus.drain();
	expect(handled).toBe(true);
});

test("a handler that fails is logged; the publisher and the other handlers do not see it", async () => {
	const { bus, errors } = setUp();
	const handled: number[] = [];
	bus.subscribe("spend.metered", () => Promise.reject(new Error("no table")));
	bus.subscribe("spend.metered", () => {
		throw new Error("at once");
	});
	bus.subscribe("spend.metered", async (event) => void handled.push(event.at));
	await bus.publish(metered(1));
	await bus.drain();
	expect(handled).toEqual([1]);
	expect(errors.map(([event]) => event)).toEqual(Array(2).fill("event-handler-failed"));
	expect(errors.map(([, fields]) => fields?.["error"])).toEqual(
		expect.arrayContaining(["Error: no table", "Error: at once"]),
	);
});

test("draining waits for events that handlers publish themselves", async () => {
	const { bus } = setUp();
	let last = 0;
	bus.subscribe("spend.metered", async (event) => {
		last = event.at;
		if (event.at < 5) await bus.publish(metered(event.at + 1));
	});
	await bus.publish(metered(1));
	await bus.drain();
	expect(last).toBe(5);
});

test("a delay passes on the clock, and an event may be lost or come twice", async () => {
	const { bus, clock } = setUp({
		delayMs: (_event, n) => n * 1_000,
		deliveries: (_event, n) => [1, 0, 2][n] ?? 1,
	});
	const seen: number[] = [];
	bus.subscribe("spend.metered", async (event) => void seen.push(event.at));
	for (const at of [10, 11, 12]) await bus.publish(metered(at));
	await bus.drain();
	expect(seen).toEqual([10, 12, 12]);
	expect(clock.sleptMs).toEqual([2_000, 2_000]);
});
