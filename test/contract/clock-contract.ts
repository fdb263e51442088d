import { describe, expect, test } from "vitest";
import type { Clock } from "../../shared/ports/clock.ts";

export type ClockHarness = {
	readonly name: string;
	open(): Clock;
	/** Lets time pass until the work is done. */
	run<T>(clock: Clock, work: Promise<T>): Promise<T>;
};

/** A sleep so long that a test which waited for it would fail by its own time limit. */
const tooLongMs = 3_600_000;

/** The guarantees that every adapter of the port `Clock` gives. */
export function describeClock(harness: ClockHarness): void {
	describe(`the clock ${harness.name}`, () => {
		describeSleeps(harness);
		describeAborts(harness);
	});
}

function describeSleeps(harness: ClockHarness): void {
	test("tells whole milliseconds since 1970 in UTC", () => {
		const now = harness.open().now();
		expect(Number.isSafeInteger(now)).toBe(true);
		expect(now).toBeGreaterThan(Date.UTC(2020, 0, 1));
	});

	test("a sleep lasts as long as it was asked for, or longer, by the same clock", async () => {
		const clock = harness.open();
		const before = clock.now();
		await harness.run(clock, clock.sleep(20));
		// A timer may fire within the last millisecond of its delay.
		expect(clock.now() - before).toBeGreaterThanOrEqual(19);
	});

	test("a sleep of nothing, or of less, ends", async () => {
		const clock = harness.open();
		await harness.run(clock, clock.sleep(0));
		await harness.run(clock, clock.sleep(-5));
	});

	test("of two sleeps the shorter one ends first, whichever began first", async () => {
		const clock = harness.open();
		const ended: string[] = [];
		const long = clock.sleep(40).then(() => ended.push("long"));
		const short = clock.sleep(5).then(() => ended.push("short"));
		await harness.run(clock, Promise.all([long, short]));
		expect(ended).toEqual(["short", "long"]);
	});

	test("time never runs backwards", async () => {
		const clock = harness.open();
		let last = clock.now();
		for (let sleep = 0; sleep < 5; sleep += 1) {
			await harness.run(clock, clock.sleep(1));
			expect(clock.now()).toBeGreaterThanOrEqual(last);
			last = clock.now();
		}
	});
}

function describeAborts(harness: ClockHarness): void {
	test("an abort ends a sleep early and without an error", async () => {
		const clock = harness.open();
		const before = clock.now();
		const controller = new AbortController();
		const sleep = clock.sleep(tooLongMs, controller.signal);
		controller.abort(new Error("nobody waits any more"));
		await sleep;
		expect(clock.now() - before).toBeLessThan(tooLongMs / 2);
	});

	test("a sleep under a signal that was aborted before does not begin", async () => {
		const clock = harness.open();
		const before = clock.now();
		await clock.sleep(tooLongMs, AbortSignal.abort());
		expect(clock.now() - before).toBeLessThan(tooLongMs / 2);
	});

	test("an abort ends its own sleeps only", async () => {
		const clock = harness.open();
		const controller = new AbortController();
		let woken = false;
		const other = clock.sleep(20).then(() => {
			woken = true;
		});
		const aborted = clock.sleep(tooLongMs, controller.signal);
		controller.abort();
		await aborted;
		expect(woken).toBe(false);
		await harness.run(clock, other);
		expect(woken).toBe(true);
	});
}
