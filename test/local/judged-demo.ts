import { expect } from "vitest";
import { SystemClock } from "../../shared/adapters/clock/system-clock.ts";
import { createJsonLog } from "../../shared/adapters/log/json-log.ts";
import { type DemoOptions, runDemo } from "../../shared/local/demo.ts";
import type { DemoReport } from "../../shared/local/demo-report.ts";

export const demoTimeoutMs = 180_000;
/** Bars of the first release: share of error in percent, and seconds from the true crossing. */
const errorPctMost = 0.02;
const secondsMost = 75;

const log = createJsonLog({ clock: new SystemClock(), write: () => undefined });

export function demo(scenario: string, more: Partial<DemoOptions> = {}): Promise<DemoReport> {
	return runDemo({ scenario, days: 2, seed: 1, log, ...more });
}

export function expectExact({ days }: DemoReport): void {
	for (const { errorPct } of days) expect(Math.abs(errorPct)).toBeLessThanOrEqual(errorPctMost);
}

export function expectQuick({ days }: DemoReport): void {
	for (const { secondsToAction, reason } of days.flatMap((day) => day.crossings)) {
		if (secondsToAction === null) expect(reason).not.toMatch(/MISSED/);
		else expect(secondsToAction).toBeLessThanOrEqual(secondsMost);
	}
}
