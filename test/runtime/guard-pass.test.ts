import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createObserveFleetWriter } from "../../shared/adapters/dry-run/observe-fleet-writer.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { summarise } from "../../shared/core/reading/summarise.ts";
import { minuteMs } from "../../shared/domain/instant.ts";
import type { FleetReader } from "../../shared/ports/fleet-reader.ts";
import { type GuardTrigger, guardPass } from "../../shared/runtime/guard-pass.ts";
import { saidOn } from "../app/said-on.ts";
import { at, cursorOf, day, postureOf } from "../core/fixture.ts";

beforeEach(() => void vi.stubEnv("STACK", "test"));
afterEach(() => void vi.unstubAllEnvs());

/** A reader that nobody needs: nothing is due. */
const fleet: FleetReader = {
	listInventory: () => Promise.reject(new Error("not needed")),
	getEndpoint: () => Promise.reject(new Error("not needed")),
	readStageRanges: () => Promise.reject(new Error("not needed")),
};

/** Two replicas at $1/h of a budget of $100: a quiet day. */
async function quietDay() {
	const said = saidOn(at("10:00"));
	const lines: string[] = [];
	const postures = [postureOf()];
	const meter = async () => {
		const store = ledgerStore(said.table, "acme");
		const { version } = await store.readCursor();
		const now = said.clock.now();
		await store.writePostures(postures);
		await store.writeSummary(summarise({ period: day, at: now, totals: [], postures }));
		await store.writeCursor(cursorOf({ observedUntil: now, lastPassAt: now }), version);
	};
	const deps = { ...said, fleet, writer: createObserveFleetWriter() };
	const pass = async (type: GuardTrigger["type"]) => {
		const { outcome } = await guardPass(deps, { type }, (line) => lines.push(line));
		return outcome;
	};
	return { ...said, meter, pass, beats: lines };
}

test("after the first pass a quiet minute is quiet, and each has its heartbeat", async () => {
	const { meter, pass, clock, beats } = await quietDay();
	await meter();
	expect(await pass("spend.metered")).toBe("acted");
	clock.set(clock.now() + minuteMs);
	await meter();
	expect(await pass("spend.metered")).toBe("quiet");
	expect(beats.map((line) => Reflect.get(Object(JSON.parse(line)), "OutboxAge"))).toEqual([0, 0]);
});

test("a pass that knows nothing, and one that finds the lease taken, have none", async () => {
	const { meter, pass, beats } = await quietDay();
	expect(await pass("spend.metered")).toBe("no-data");
	await meter();
	expect(await pass("spend.metered")).toBe("busy");
	expect(beats).toEqual([]);
});

test.each([
	["before anybody passed", null, "acted"],
	["a minute after a pass", 1, "not-needed"],
	["four minutes after a pass", 4, "not-needed"],
	["five minutes after a pass", 5, "acted"],
])("guard's own schedule, %s", async (_words, minutes, outcome) => {
	const { meter, pass, clock, table } = await quietDay();
	await meter();
	if (minutes !== null) {
		const lastPassAt = clock.now() - minutes * minuteMs;
		const pulse = { fencingToken: 1, leaseUntil: lastPassAt, lastPassAt };
		await guardStore(table, "acme").writePulse(pulse, 0);
	}
	expect(await pass("schedule-due")).toBe(outcome);
});

test("a person's order is followed at once, however recent the last pass", async () => {
	const { meter, pass, clock } = await quietDay();
	await meter();
	await pass("spend.metered");
	clock.set(clock.now() + 50_000);
	expect(await pass("override.granted")).toBe("quiet");
});

test("the age of the oldest notice is told while it waits", async () => {
	const { meter, pass, clock, table, beats } = await quietDay();
	await meter();
	await pass("spend.metered");
	const store = guardStore(table, "acme");
	const { value, version } = await store.readControl();
	if (value === null) throw new Error("the first pass stored nothing");
	const message = {
		title: "Waiting",
		subject: "Waiting",
		severity: "info" as const,
		sections: [],
		footer: "",
		attributes: {},
	};
	const createdAt = clock.now();
	const notice = { id: "n", kind: "tier" as const, createdAt, readyAt: createdAt, message };
	await store.writeControl({ ...value, outbox: [notice] }, version);
	clock.set(clock.now() + 7 * minuteMs);
	await meter();
	await pass("spend.metered");
	expect(JSON.parse(beats.at(-1) ?? "")).toMatchObject({ OutboxAge: 420 });
});
