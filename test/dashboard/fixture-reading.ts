import { microUsdOf } from "../../shared/domain/money.ts";
import type { Reading } from "../../shared/domain/reading.ts";
import { at, dayEnd, dayStart, exactly } from "./fixture-parts.ts";

type Amounts = {
	readonly time: string;
	readonly spent: number;
	readonly rate: number;
	readonly hour: number;
	readonly futures: readonly [number, number, number];
};

export function readingOf({ time, spent, rate, hour, futures }: Amounts): Reading {
	const ratio = spent / 600;
	return {
		budget: "fleet",
		at: at(time),
		period: { from: dayStart, to: dayEnd, key: "2026-11-19", zone: "Europe/Berlin" },
		spent: exactly(spent),
		trailingHour: exactly(hour),
		ratePerHour: exactly(rate),
		budgetMicroUsd: microUsdOf(600),
		ratio: { lo: ratio, point: ratio, hi: ratio },
		hourRatio: hour / 25,
		hourRatios: { lo: hour / 25, point: hour / 25, hi: hour / 25 },
		burnRates: [],
		p10MicroUsd: microUsdOf(futures[1] - 40),
		p90MicroUsd: microUsdOf(futures[1] + 40),
		unforecastable: false,
		verdict: futures[0] > 600 ? "certain" : "possible",
		floorMicroUsd: microUsdOf(futures[0]),
		likelyMicroUsd: microUsdOf(futures[1]),
		ceilingMicroUsd: microUsdOf(futures[2]),
		observedUntil: at(time),
		stale: false,
	};
}
