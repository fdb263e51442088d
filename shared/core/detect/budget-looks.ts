import { hourMs, type Instant, minuteMs } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { BurnRate, Reading } from "../../domain/reading.ts";
import type { Look } from "./alert-book.ts";
import type { BurnWindow } from "./burn-rate.ts";
import type { SameHour } from "./cost-spike.ts";
import type { Rules } from "./rules.ts";

export type BudgetLooksInput = {
	readonly reading: Reading;
	/** This hour of the days before, newest first. */
	readonly sameHours: readonly SameHour[];
	/** Dearest hour of each of the seven days before. */
	readonly dayPeaksMicroUsd: readonly MicroUsd[];
	readonly rules: Rules;
	readonly now: Instant;
};

/** What the budget's own numbers say. Old ones say nothing: absent is not zero. */
export function budgetLooks(input: BudgetLooksInput): readonly Look[] {
	const { reading, sameHours, dayPeaksMicroUsd, rules, now } = input;
	const { budgetMicroUsd, stale } = reading;
	const trailingHourMicroUsd = stale ? null : reading.trailingHour.point;
	const forecastMicroUsd = stale || reading.unforecastable ? null : reading.likelyMicroUsd;
	const look = { subject: null, at: now };
	return [
		{
			...look,
			rule: rules.hourlySpend,
			signal: rules.hourlySpend.signal({ budgetMicroUsd, trailingHourMicroUsd, forecastMicroUsd }),
		},
		{
			...look,
			rule: rules.burnRate,
			signal: rules.burnRate.signal({ budgetMicroUsd, windows: burnWindows(reading) }),
		},
		{
			...look,
			rule: rules.costSpike,
			signal: rules.costSpike.signal({ trailingHourMicroUsd, sameHours, dayPeaksMicroUsd }),
		},
	];
}

const dayMs = 24 * hourMs;

function burnWindows(reading: Reading): readonly [BurnWindow, BurnWindow, BurnWindow] {
	const window = (hours: number, minutes: number): BurnWindow => ({
		hours,
		minutes,
		longMicroUsd: spentIn(reading, hours * hourMs),
		shortMicroUsd: spentIn(reading, minutes * minuteMs),
	});
	return [window(1, 5), window(3, 15), window(6, 30)];
}

function spentIn({ burnRates, budgetMicroUsd, stale }: Reading, windowMs: number): MicroUsd | null {
	const known = burnRates.find((each: BurnRate) => each.windowMs === windowMs);
	if (known === undefined || stale) return null;
	return Math.round((known.rate * budgetMicroUsd * windowMs) / dayMs);
}
