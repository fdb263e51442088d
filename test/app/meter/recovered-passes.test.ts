import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { hardware, scaling } from "../../../shared/simulator/scenarios/fleet.ts";
import { scenarios } from "../../../shared/simulator/scenarios/index.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import { ledgerDays } from "../../bench/metering/ledger-days.ts";
import { quietFleet } from "../../bench/quiet-fleet.ts";
import { type WireAccount, wireAccount } from "./wire-account.ts";

/** Starts and stops are told to the second; there are a few of them. */
const grainMicroUsd = 60_000;

function scenarioNamed(name: string, endpoints: number): Scenario {
	const scenario = scenarios[name]?.({ endpoints });
	if (scenario === undefined) throw new Error("the scenario is gone");
	return scenario;
}

/** What the ledger says since the start against the bill, for each endpoint. */
async function compared({ account, store, table }: WireAccount) {
	const { value: cursor } = await store.readCursor();
	const whole = { from: account.scenario.start, to: cursor?.observedUntil ?? 0 };
	return ledgerDays(table, whole).map(({ endpoint, spent }) => ({
		endpoint,
		spent,
		bill: account.truth.billMicroUsd(whole.from, whole.to, endpoint),
	}));
}

describe("passes that did not happen", () => {
	test("of 48 hours are recovered within 10 passes, every scale-up in them included", async () => {
		const scenario = scenarioNamed("runaway-replicas", 8);
		const wire = wireAccount({ scenario });
		await wire.minutes(20);
		wire.clock.at += 48 * hourMs - 30 * minuteMs;
		await wire.minutes(10);
		for (const { spent, bill } of await compared(wire)) {
			expect(Math.abs(spent.point - bill)).toBeLessThan(grainMicroUsd);
			expect(spent.lo).toBeLessThan(bill + grainMicroUsd);
		}
	});

	test("over 1,000 endpoints owe nothing after 10 passes, within the call budget", async () => {
		const wire = wireAccount({ scenario: quietFleet(1_000) });
		wire.clock.at += hourMs;
		await wire.minutes(10);
		const { value: cursor } = await wire.store.readCursor();
		expect(cursor?.owed).toBe(0);
		expect(wire.warnings).toEqual([]);
	}, 120_000);

	test("in whatever number and order they come, repeated, at once or dying anywhere: the ledger is that of a pass each minute", async () => {
		await fc.assert(
			fc.asyncProperty(fc.record({ story, seed: fc.nat(), steps }), async (given) => {
				const wire = wireAccount({ scenario: scenarioNamed(given.story, 3), seed: given.seed });
				const perfect = wireAccount({ scenario: scenarioNamed(given.story, 3), seed: given.seed });
				for (const each of [wire, perfect]) {
					each.clock.at += 9 * hourMs + 40 * minuteMs;
					await each.minutes(2);
				}
				const from = wire.clock.at;
				for (const step of given.steps) await takeStep(wire, step);
				const settled = { from, to: wire.clock.at };
				await wire.minutes(12);
				await perfect.minutes((wire.clock.at - from) / minuteMs);
				expect(pointsOf(wire, settled)).toEqual(pointsOf(perfect, settled));
			}),
			{ numRuns: 60 },
		);
	}, 60_000);
});

const story = fc.constantFrom("wrong-instance", "runaway-replicas", "death-spiral", "cold-storm");

type Step = {
	readonly minutes: number;
	readonly passes: number;
	readonly fate: "at once" | "one by one" | number;
};

const steps = fc.array(
	fc.record<Step>({
		minutes: fc.integer({ min: 0, max: 25 }),
		passes: fc.integer({ min: 1, max: 3 }),
		fate: fc.oneof(fc.constant("at once"), fc.constant("one by one"), fc.nat({ max: 6 })),
	}),
	{ minLength: 3, maxLength: 12 },
);

async function takeStep(wire: WireAccount, { minutes, passes, fate }: Step): Promise<void> {
	wire.clock.at += minutes * minuteMs;
	const run = () => (typeof fate === "number" ? dying(wire, fate) : wire.pass());
	if (fate === "at once") await Promise.allSettled(Array.from({ length: passes }, run));
	else for (let pass = 0; pass < passes; pass += 1) await run();
}

/** What each endpoint cost in a window, in µ$, with no word of how sure it is. */
function pointsOf({ table }: WireAccount, window: { from: number; to: number }) {
	const days = ledgerDays(table, window).map(({ endpoint, spent }) => [endpoint, spent.point]);
	return Object.fromEntries(days);
}

/** The store fails after some writes, so that hours may be booked and the cursor still says "unfinished". */
async function dying(wire: WireAccount, writesBefore: number): Promise<void> {
	let writes = 0;
	const table = {
		get: wire.table.get.bind(wire.table),
		query: wire.table.query.bind(wire.table),
		delete: wire.table.delete.bind(wire.table),
		putAll: wire.table.putAll.bind(wire.table),
		put: (...call: Parameters<typeof wire.table.put>) => {
			writes += 1;
			const isGone = writes > writesBefore;
			return isGone ? Promise.reject(new Error("the store is gone")) : wire.table.put(...call);
		},
	};
	await wire.passWith(table).catch(() => undefined);
}

describe("endpoints that come and go", () => {
	test("one made again under its name is another one: both are billed, each for its own time", async () => {
		const scenario = oneEndpoint();
		const wire = wireAccount({ scenario });
		await wire.minutes(10);
		const [before] = await wire.store.readPostures();
		wire.account.remove("chat", "ann");
		await wire.minutes(2);
		wire.account.create(bodyOf("chat"), "ann");
		await wire.minutes(20);
		const [after] = await wire.store.readPostures();
		expect(after?.createdAt).toBeGreaterThan(before?.createdAt ?? 0);
		const [row] = await compared(wire);
		const replicaMinute = 800_000 / 60;
		expect(row?.spent.lo).toBeLessThanOrEqual((row?.bill ?? 0) + grainMicroUsd);
		expect(Math.abs((row?.spent.point ?? 0) - (row?.bill ?? 0))).toBeLessThan(2 * replicaMinute);
	});

	test("a deleted one is billed up to the list that lacks it, and then no more", async () => {
		const wire = wireAccount({ scenario: oneEndpoint() });
		await wire.minutes(10);
		wire.clock.at += 20_000;
		wire.account.remove("chat", "ann");
		await wire.minutes(2);
		const ended = (await compared(wire))[0]?.spent;
		await wire.minutes(30);
		const [row] = await compared(wire);
		expect(row?.spent).toEqual(ended);
		expect(row?.spent.lo).toBeLessThanOrEqual(row?.bill ?? 0);
		expect(row?.spent.hi).toBeGreaterThanOrEqual(row?.bill ?? 0);
	});
});

function oneEndpoint(): Scenario {
	const scenario = quietFleet(1);
	const [first] = scenario.endpoints;
	if (first === undefined) throw new Error("the fleet is empty");
	const chat = { ...first, name: "chat", hardware: hardware("aws us-east-1 nvidia-l4 x1") };
	return { ...scenario, endpoints: [{ ...chat, scaling: scaling(1, 2) }] };
}

function bodyOf(name: string): unknown {
	return {
		name,
		type: "protected",
		provider: { vendor: "aws", region: "us-east-1" },
		compute: {
			accelerator: "gpu",
			instanceType: "nvidia-l4",
			instanceSize: "x1",
			scaling: { minReplica: 1, maxReplica: 2 },
		},
		model: { repository: "a/b", framework: "pytorch", image: { huggingface: {} } },
	};
}
