import type { Traffic } from "../traffic/traffic.ts";

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** The zone of every scenario's budget. */
export const zone = "Europe/Berlin";

/** Local midnight of Thursday, 19 November 2026 in Berlin (UTC+1). */
export const start = Date.UTC(2026, 10, 18, 23);

/** `rate` requests per second from one time after the start until another, none otherwise. */
export function between(fromMs: number, toMs: number, rate: number): Traffic {
	return (instant) => (instant >= start + fromMs && instant < start + toMs ? rate : 0);
}
