import type { TrafficBin } from "../../../shared/core/detect/traffic-sketch.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { midnight } from "../fixture.ts";

export const binMs = 10 * minuteMs;
export const binsPerDay = 144;
export const createdAt = midnight - 1;

export function binAt(index: number, requests: number | null, created = createdAt): TrafficBin {
	return { endpointCreatedAt: created, from: midnight + index * binMs, requests };
}

/** Bins of a day-and-night endpoint: 1,000 by day, 200 by night, a little uneven, the same every time. */
export function usualBins(days: number): TrafficBin[] {
	return Array.from({ length: days * binsPerDay }, (_, index) =>
		binAt(index, usualRequests(index)),
	);
}

export function usualRequests(index: number): number {
	const hour = Math.floor((index % binsPerDay) / 6);
	const level = hour >= 8 && hour < 20 ? 1_000 : 200;
	return level + ((index * 7_919) % 97);
}
