import type { SimulatedAccount } from "../account.ts";
import type { Instant } from "../endpoint.ts";
import { timestamp } from "./endpoint-body.ts";

/** The window of a metrics request (`MetricsParams`). */
export type MetricsWindow = { from: Instant; to: Instant; replicaId: string | null };

/** The head of every metrics answer (`TimeWindow`). */
export type TimeWindow = { start: string; stop: string; timeWindowSeconds: number };

const minuteMs = 60_000;
const pointsMost = 300;

/** Reads the body of a metrics request; null when it has no valid window. */
export function metricsWindow(body: unknown): MetricsWindow | null {
	if (typeof body !== "object" || body === null) return null;
	const { start, stop, replicaId } = body as Record<string, unknown>;
	if (typeof start !== "string" || typeof stop !== "string") return null;
	const from = Date.parse(start);
	const to = Date.parse(stop);
	if (Number.isNaN(from) || Number.isNaN(to) || to < from) return null;
	return { from, to, replicaId: typeof replicaId === "string" ? replicaId : null };
}

/** The distance of points: whole minutes, at most 300 points in the window. */
export function stepMs({ from, to }: MetricsWindow): number {
	return minuteMs * Math.max(1, Math.ceil((to - from) / minuteMs / pointsMost));
}

export function timeWindow(window: MetricsWindow): TimeWindow {
	return {
		start: timestamp(window.from),
		stop: timestamp(window.to),
		timeWindowSeconds: stepMs(window) / 1000,
	};
}

/** The instants of the points of a window, as far as the account's clock has come. */
export function pointsOf(account: SimulatedAccount, window: MetricsWindow): Instant[] {
	const end = Math.min(window.to, account.now());
	const points: Instant[] = [];
	for (let at = window.from; at < end; at += stepMs(window)) points.push(at);
	return points;
}
