import { beforeEach, describe, expect, test } from "vitest";
import { createFaultyTable } from "../../shared/adapters/memory/faulty-table.ts";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { applyOverride, type OverrideCommand } from "../../shared/app/apply-override.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import type { EventBus } from "../../shared/ports/event-bus.ts";
import type { Table } from "../../shared/ports/table.ts";
import { policyOf } from "../core/fixture.ts";

const start = Date.UTC(2026, 10, 19, 12);
const hourMs = 3_600_000;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let now = start;
let table: Table;
let asked = 0;
const clock = { now: () => now, sleep: () => Promise.resolve() };
const bus: EventBus = {
	publish: async () => {
		asked += 1;
	},
};

beforeEach(() => {
	now = start;
	asked = 0;
	table = createMemoryTable({ clock });
});

const hold: OverrideCommand = {
	requestId: "msg_1",
	bodyHash: "abc",
	principal: "key:default",
	role: "owner",
	kind: "hold",
	namespace: "acme",
	endpoint: null,
	actor: "ann",
	reason: "launch demo today",
	ttlSeconds: null,
	expiresAt: null,
};

function apply(command: Partial<OverrideCommand> = {}, on: Table = table) {
	const deps = { namespace: "acme", policy: policyOf(), table: on, bus, clock, log };
	return applyOverride(deps, { ...hold, ...command });
}

async function inForce(): Promise<string[]> {
	const overrides = await guardStore(table, "acme").readOverrides(now);
	return overrides.map(({ kind, endpoint }) => `${kind} ${endpoint ?? "*"}`);
}

describe("an order", () => {
	test("is in force at once, asks for a pass, and ends by itself after two hours", async () => {
		expect((await apply()).status).toBe(202);
		expect(asked).toBe(1);
		expect(await inForce()).toEqual(["hold *"]);
		now += 2 * hourMs - 1;
		expect(await inForce()).toEqual(["hold *"]);
		now += 1;
		expect(await inForce()).toEqual([]);
	});

	test("that comes again gets the stored answer and is not lengthened, even after its end", async () => {
		const first = await apply();
		now += hourMs;
		const again = await apply();
		expect(again).toEqual({ status: 200, body: first.body });
		now += 2 * hourMs;
		expect(await apply()).toEqual({ status: 200, body: first.body });
		expect(await inForce()).toEqual([]);
		expect(asked).toBe(1);
	});

	test("with a used id and another body is refused and changes nothing", async () => {
		await apply();
		const other = await apply({ bodyHash: "def", kind: "protect", endpoint: "llama" });
		expect(other.status).toBe(409);
		expect(await inForce()).toEqual(["hold *"]);
	});

	test("for another namespace, without an end in time, or longer than a day is refused", async () => {
		expect((await apply({ namespace: "other" })).status).toBe(422);
		expect((await apply({ expiresAt: start - 1 })).status).toBe(422);
		expect((await apply({ ttlSeconds: 90_000 })).status).toBe(422);
		expect((await apply({ kind: "protect" })).status).toBe(422);
		expect(await inForce()).toEqual([]);
	});

	test("is granted although the bus is down: the next pass reads it anyway", async () => {
		const broken: EventBus = { publish: () => Promise.reject(new Error("down")) };
		const deps = { namespace: "acme", policy: policyOf(), table, bus: broken, clock, log };
		expect((await applyOverride(deps, hold)).status).toBe(202);
		expect(await inForce()).toEqual(["hold *"]);
	});

	test("is answered after half a second at most while the bus hangs, with its effect and its exposure", async () => {
		const hanging: EventBus = { publish: () => new Promise<void>(() => undefined) };
		const slept: number[] = [];
		const waiting = {
			now: () => now,
			sleep: async (ms: number) => {
				slept.push(ms);
				now += ms;
			},
		};
		const deps = {
			namespace: "acme",
			policy: policyOf(),
			table,
			bus: hanging,
			clock: waiting,
			log,
		};
		const answer = await applyOverride(deps, hold);
		expect(answer).toMatchObject({ status: 202, body: { effect: expect.stringMatching(/./) } });
		expect(answer.body).toMatchObject({ exposure: expect.stringMatching(/./) });
		expect(slept).toEqual([500]);
		expect(now - start).toBeLessThan(1_000);
		expect(await inForce()).toEqual(["hold *"]);
	});

	test("is answered without a timer left behind once the bus has answered", async () => {
		const signals: AbortSignal[] = [];
		const waiting = {
			now: () => now,
			sleep: (_ms: number, signal?: AbortSignal) => {
				if (signal !== undefined) signals.push(signal);
				return new Promise<void>(() => undefined);
			},
		};
		const deps = { namespace: "acme", policy: policyOf(), table, bus, clock: waiting, log };
		expect((await applyOverride(deps, hold)).status).toBe(202);
		expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
	});

	test("whose write was applied and then failed is found, not doubled, when it comes again", async () => {
		const ambiguous = createFaultyTable({
			table,
			faultOf: ({ name }) => (name === "put" ? "error-after" : null),
		});
		await expect(apply({}, ambiguous)).rejects.toThrow();
		expect((await apply()).status).toBe(200);
		expect(await inForce()).toEqual(["hold *"]);
	});

	test("sent twice at once is granted once", async () => {
		const answers = await Promise.all([apply(), apply()]);
		expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 202]);
		expect(await inForce()).toEqual(["hold *"]);
	});
});
