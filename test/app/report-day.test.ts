import { expect, test } from "vitest";
import { reportDay } from "../../shared/app/report-day.ts";
import { billStore } from "../../shared/app/store/bill-store.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import { busEvents } from "../../shared/runtime/events/bus-events.ts";
import { at, cursorOf, dayMs, midnight, postureOf } from "../core/fixture.ts";
import { saidOn } from "./said-on.ts";

/** Two replicas at $0.50/h since the day before began, metered up to now. */
async function runningSinceMidnight(now: number) {
	const deps = saidOn(now);
	const store = ledgerStore(deps.table, "acme");
	await store.writeCursor(cursorOf({ observedUntil: now }), 0);
	await store.writePostures([postureOf({ since: midnight - dayMs, price: halfADollar })]);
	return deps;
}

const halfADollar = { lo: 500_000, point: 500_000, hi: 500_000, known: true };

test("the day before is told with its spend, its budget and its bounds", async () => {
	const deps = await runningSinceMidnight(at("00:20"));
	expect(await reportDay(deps)).toEqual({ outcome: "said" });
	expect(busEvents["report.daily"].parse(deps.said[0])).toEqual({
		type: "report.daily",
		version: 1,
		namespace: "acme",
		at: at("00:20"),
		day: "2026-03-01",
		zone: "UTC",
		from: midnight - dayMs,
		to: midnight,
		spentMicroUsd: { lo: 24_000_000, point: 24_000_000, hi: 24_000_000 },
		budgetMicroUsd: 100_000_000,
		ratio: 0.24,
		mode: "enforce",
		policyHash: "0123456789abcdef",
	});
});

test("a day is told once, however often the hour comes", async () => {
	const deps = await runningSinceMidnight(at("00:20"));
	await reportDay(deps);
	deps.clock.set(at("01:20"));
	expect(await reportDay(deps)).toEqual({ outcome: "said-before" });
	deps.clock.set(at("23:59"));
	await reportDay(deps);
	expect(deps.said).toHaveLength(1);
});

test("a day that could not be told is told the next time", async () => {
	const deps = await runningSinceMidnight(at("00:20"));
	deps.bus.isDown = true;
	await expect(reportDay(deps)).rejects.toThrow("the bus is down");
	deps.bus.isDown = false;
	expect(await reportDay(deps)).toEqual({ outcome: "said" });
});

test.each([
	[at("00:14"), "too-early"],
	[at("00:15"), "said"],
])("it waits a quarter of an hour for what comes late (%i)", async (now, outcome) => {
	expect(await reportDay(await runningSinceMidnight(now))).toEqual({ outcome });
});

test("a day is not told before its end was metered", async () => {
	const deps = saidOn(at("00:20"));
	const store = ledgerStore(deps.table, "acme");
	await store.writePostures([postureOf({ since: midnight - hourMs })]);
	expect(await reportDay(deps)).toEqual({ outcome: "no-data" });
	await store.writeCursor(cursorOf({ observedUntil: midnight - minuteMs }), 0);
	expect(await reportDay(deps)).toEqual({ outcome: "no-data" });
});

test("a day before the first pass is unknown, not free", async () => {
	const deps = saidOn(at("12:00"));
	const store = ledgerStore(deps.table, "acme");
	await store.writeCursor(cursorOf({ observedUntil: at("12:00") }), 0);
	await store.writePostures([postureOf({ since: at("11:00") })]);
	expect(await reportDay(deps)).toEqual({ outcome: "no-data" });
	expect(deps.said).toEqual([]);
});

test("a day of which metering saw only the end is unknown, not cheap", async () => {
	const deps = saidOn(at("12:00"));
	const store = ledgerStore(deps.table, "acme");
	await store.writeCursor(cursorOf({ observedUntil: at("12:00") }), 0);
	await store.writePostures([postureOf({ since: midnight - 10 * minuteMs })]);
	expect(await reportDay(deps)).toEqual({ outcome: "no-data" });
});

test("what the bill corrected of that day is in what is told, and nothing of another day", async () => {
	const deps = await runningSinceMidnight(at("00:20"));
	const exact = (usd: number) => ({ lo: usd, point: usd, hi: usd });
	const bills = billStore(deps.table, "acme");
	await bills.bookCorrection({
		endpoint: "chat",
		from: midnight - 2 * hourMs,
		to: midnight + hourMs,
		bookedAt: at("00:10"),
		metered: exact(3_000_000),
		billedMicroUsd: 0,
		parts: [
			{ at: midnight - 2 * hourMs, delta: exact(-1_500_000) },
			{ at: midnight, delta: exact(-1_500_000) },
		],
	});
	await reportDay(deps);
	expect(deps.said[0]).toMatchObject({ spentMicroUsd: exact(22_500_000) });
});
