import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meterFleet } from "../../../shared/app/meter-fleet.ts";
import { sendNotices } from "../../../shared/app/send-notices.ts";
import { guardStore } from "../../../shared/app/store/guard-store.ts";
import { meterSettings } from "../../../shared/config/meter-settings.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import type { Receiver } from "../../../shared/ports/receiver.ts";
import { endpointOf } from "../../core/fixture.ts";
import { GuardedWorld, type Wrap, wrapped } from "./guarded-world.ts";

/** Every port call of both is a point at which the other may go on; fast-check chooses, and prints its seed. */
const orders = 100;
const patienceMs = 60_000;
const namespace = "acme";
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function inAnyOrder(
	race: (world: GuardedWorld, wrap: Wrap, scheduler: fc.Scheduler) => Promise<void>,
): Promise<void> {
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), (scheduler) => {
			const wrap: Wrap = (name, call) =>
				scheduler.scheduleFunction(Object.defineProperty(call, "name", { value: name }) as never);
			return race(new GuardedWorld(), wrap, scheduler);
		}),
		{ numRuns: orders },
	);
}

describe("two guard passes, the second at work before the first is dead", {
	timeout: patienceMs,
}, () => {
	test("leave one intent with one record for each endpoint that was changed, and one notice", () =>
		inAnyOrder(async (world, wrap, scheduler) => {
			world.ratio = 2.5;
			await world.meter();
			world.now += 2_000;
			const { now } = world;
			const late = { now: () => now + minuteMs, sleep: async () => undefined };
			const both = Promise.allSettled([world.guard(wrap), world.guard(wrap, late)]);
			await scheduler.waitFor(both);
			for (const result of await both) expectLostRaceAtMost(result);
			await world.pass();
			const control = await world.control();
			const records = await world.records();
			for (const { name } of world.account.writes) {
				const held = control?.held.find(({ endpoint }) => endpoint === name);
				const own = records.filter(({ endpoint, generation }) => {
					return endpoint === name && generation === held?.generation;
				});
				expect(own.map(({ state, scaling }) => [state, scaling.maxReplica])).toEqual([
					["running", 4],
				]);
			}
			const ids = control?.outbox.map(({ id }) => id) ?? [];
			expect(new Set(ids).size).toBe(ids.length);
			expect(ids.filter((id) => id.includes("/shutdown/up/"))).toHaveLength(1);
			expect(world.account.settingOf("protected").maxReplica).toBe(4);
		}));
});

describe("guard while meter is writing", { timeout: patienceMs }, () => {
	test("ends without an error of its own, and everything that it changed is on record", () =>
		inAnyOrder(async (world, wrap, scheduler) => {
			world.ratio = 1.3;
			await world.pass();
			world.ratio = 2.5;
			await world.meter();
			world.now += minuteMs;
			const guarding = world.guard(wrap);
			const metering = meterFleet({
				namespace,
				policy: world.policy,
				clock: world.clock,
				log: silent,
				bus: { publish: async () => undefined },
				table: wrapped(world.table, wrap),
				fleet: wrapped(world.account.reader(), wrap),
				prices: { readPrices: async () => priceBook() },
				settings: meterSettings,
			});
			const both = Promise.allSettled([guarding, metering]);
			await scheduler.waitFor(both);
			for (const result of await both) expectLostRaceAtMost(result);
			const records = await world.records();
			const changed = new Set(world.account.writes.map(({ name }) => name));
			for (const name of changed) {
				expect(records.filter(({ endpoint }) => endpoint === name)).not.toEqual([]);
			}
			expect(changed.has("protected")).toBe(false);
		}));
});

describe("two senders at once", { timeout: patienceMs }, () => {
	test("send each notice once to each channel", () =>
		inAnyOrder(async (world, wrap, scheduler) => {
			world.ratio = 1.3;
			await world.pass();
			const outbox = (await world.control())?.outbox ?? [];
			expect(outbox).not.toEqual([]);
			world.now += 10 * minuteMs;
			const sent: string[] = [];
			const receivers = ["pager", "chat"].map((channel): Receiver => {
				const send = async ({ id }: { id: string }) => {
					sent.push(`${channel} ${id}`);
					return { ok: true } as const;
				};
				return { channel, send: wrap("send", send) };
			});
			const deps = { namespace, clock: world.clock, log: silent, receivers };
			const table = wrapped(world.table, wrap);
			const both = Promise.all([sendNotices({ ...deps, table }), sendNotices({ ...deps, table })]);
			await scheduler.waitFor(both);
			const wanted = outbox.flatMap(({ id }) => [`chat ${id}`, `pager ${id}`]);
			expect(sent.toSorted()).toEqual(wanted.toSorted());
			await sendNotices({ ...deps, table: world.table });
			const store = guardStore(world.table, namespace);
			for (const { id } of outbox) expect(await store.isSentEverywhere(id)).toBe(true);
		}));
});

/** Somebody else was first: the pass ends, and the next one starts from what is stored. */
function expectLostRaceAtMost(result: PromiseSettledResult<unknown>): void {
	if (result.status === "fulfilled") return;
	expect(result.reason).toMatchObject({ name: "LostRace" });
}

function priceBook() {
	const { hardware } = endpointOf();
	return {
		asOf: 0,
		source: "live" as const,
		rows: [{ ...hardware, priceMicroUsdPerHour: 500_000 }],
	};
}
