import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SystemClock } from "../../../shared/adapters/clock/system-clock.ts";

beforeEach(() => {
	vi.useFakeTimers({ now: Date.UTC(2026, 10, 22) });
});
afterEach(() => {
	vi.useRealTimers();
});

test("now is the wall clock in whole milliseconds", () => {
	expect(new SystemClock().now()).toBe(Date.UTC(2026, 10, 22));
});

test("a sleep of 30 days, longer than one timer can be, does not end early", async () => {
	const clock = new SystemClock();
	let woken = false;
	void clock.sleep(30 * 86_400_000).then(() => {
		woken = true;
	});
	await vi.advanceTimersByTimeAsync(30 * 86_400_000 - 1);
	expect(woken).toBe(false);
	await vi.advanceTimersByTimeAsync(1);
	expect(woken).toBe(true);
});

test("an abort ends a sleep at once and leaves no timer behind", async () => {
	const controller = new AbortController();
	const sleep = new SystemClock().sleep(1_000, controller.signal);
	controller.abort();
	await sleep;
	expect(vi.getTimerCount()).toBe(0);
});
