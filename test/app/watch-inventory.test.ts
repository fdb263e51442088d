import { expect, test } from "vitest";
import { emptyControl } from "../../shared/app/guard/pass.ts";
import { sendNotices } from "../../shared/app/send-notices.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { watchStore } from "../../shared/app/store/watch-store.ts";
import { watchInventory } from "../../shared/app/watch-inventory.ts";
import type { Notice } from "../../shared/domain/notice.ts";
import { busEvents } from "../../shared/runtime/events/bus-events.ts";
import { at, cursorOf, endpointOf, heldOf, policyOf, postureOf } from "../core/fixture.ts";
import { saidOn } from "./said-on.ts";

const policy = policyOf({ rules: [{ name: "chat*", expectedMaxReplicas: 1 }] });
const audit = { readChanges: async () => null };

async function fleetOf(count: number, given = policy) {
	const deps = { ...saidOn(at("12:00"), given), audit };
	const postures = Array.from({ length: count }, (_, n) =>
		postureOf({ observed: endpointOf({ name: `chat-${n}` }) }),
	);
	const store = ledgerStore(deps.table, "acme");
	await store.writePostures(postures);
	await store.writeCursor(cursorOf({ observedUntil: at("12:00") }), 0);
	return deps;
}

async function stateOf(deps: Awaited<ReturnType<typeof fleetOf>>) {
	const { value } = await watchStore(deps.table, "acme").readState();
	if (value === null) throw new Error("nothing was recorded");
	return value;
}

test("what runs away is told in one notice for all endpoints, and said once as an event", async () => {
	const deps = await fleetOf(3);
	expect(await watchInventory(deps)).toBe("looked");
	const { outbox, alerts } = await stateOf(deps);
	expect(outbox).toHaveLength(1);
	expect(outbox[0]?.message.severity).toBe("page");
	expect(alerts.filter(({ rule }) => rule === "replica-runaway")).toHaveLength(3);
	expect(deps.said).toHaveLength(1);
	expect(busEvents["watch.signals"].parse(deps.said[0])).toMatchObject({ more: 0 });
});

test("the same list again is not looked at, whatever it says", async () => {
	const deps = await fleetOf(3);
	await watchInventory(deps);
	expect(await watchInventory(deps)).toBe("nothing-new");
	expect(deps.said).toHaveLength(1);
});

test("with nothing odd nothing is said", async () => {
	const deps = await fleetOf(3, policyOf());
	await watchInventory(deps);
	expect([deps.said, deps.lines, (await stateOf(deps)).alerts]).toEqual([[], [], []]);
});

test("more than fits into an event is counted, and the stored alerts of a thousand stay below an item", async () => {
	const deps = await fleetOf(1_000);
	await watchInventory(deps);
	const [event] = deps.said;
	expect(event).toMatchObject({ type: "watch.signals", more: 800 });
	expect(JSON.stringify(event).length).toBeLessThan(256 * 1_024);
	const state = await stateOf(deps);
	expect(state.alerts).toHaveLength(1_000);
	expect(JSON.stringify(state).length).toBeLessThan(400_000);
});

test("what the guard itself did is no news on that endpoint for half an hour, and is after it", async () => {
	const deps = await fleetOf(2);
	const held = heldOf({
		endpoint: "chat-0",
		status: "restored",
		statusSince: at("11:50"),
		written: { ...heldOf().written, at: at("11:50") },
	});
	const control = { ...emptyControl("2026-03-02", at("12:00")), held: [held] };
	await guardStore(deps.table, "acme").writeControl(control, 0);
	await watchInventory(deps);
	expect((await stateOf(deps)).alerts.map(({ endpoint }) => endpoint)).toEqual(["chat-1"]);
	deps.clock.set(deps.clock.now() + 30 * 60_000);
	await ledgerStore(deps.table, "acme").writeCursor(
		cursorOf({ observedUntil: deps.clock.now(), fingerprint: "another" }),
		1,
	);
	await watchInventory(deps);
	const names = (await stateOf(deps)).alerts.map(({ endpoint }) => endpoint);
	expect(new Set(names)).toEqual(new Set(["chat-0", "chat-1"]));
});

test("a list that failed moves no alert of an endpoint, and three make the guard blind", async () => {
	const deps = await fleetOf(2);
	const store = ledgerStore(deps.table, "acme");
	await watchInventory(deps);
	const before = (await stateOf(deps)).alerts;
	await store.writeCursor(cursorOf({ failedPasses: 3 }), 1);
	deps.clock.set(deps.clock.now() + 180_000);
	await watchInventory(deps);
	const after = (await stateOf(deps)).alerts;
	expect(after.filter(({ rule }) => rule !== "guard-blind")).toEqual(before);
	expect(after.find(({ rule }) => rule === "guard-blind")).toMatchObject({ phase: "firing" });
});

test("a notice of watch goes to each channel once, and leaves the outbox when all have it", async () => {
	const deps = await fleetOf(1);
	await watchInventory(deps);
	const got: Notice[] = [];
	const receiver = {
		channel: "test",
		send: async (notice: Notice) => {
			got.push(notice);
			return { ok: true as const };
		},
	};
	await sendNotices({ ...deps, receivers: [receiver] });
	await sendNotices({ ...deps, receivers: [receiver] });
	expect(got.map(({ kind }) => kind)).toEqual(["alert"]);
	await ledgerStore(deps.table, "acme").writeCursor(cursorOf({ fingerprint: "another" }), 1);
	deps.clock.set(deps.clock.now() + 60_000);
	await watchInventory(deps);
	expect((await stateOf(deps)).outbox).toEqual([]);
});

test("a pass that meets another one's write begins again and loses no alert", async () => {
	const deps = await fleetOf(2);
	const put = deps.table.put.bind(deps.table);
	let isFirst = true;
	deps.table.put = async (item, version) => {
		if (item.sk === "watch" && isFirst) {
			isFirst = false;
			await watchInventory(deps);
		}
		return put.call(deps.table, item, version);
	};
	await watchInventory(deps);
	const { alerts, outbox } = await stateOf(deps);
	expect(alerts).toHaveLength(2);
	expect(outbox).toHaveLength(1);
});
