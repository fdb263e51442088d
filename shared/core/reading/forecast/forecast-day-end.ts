import type { MicroUsd } from "../../../domain/money.ts";
import { errorsAt, type ForecastErrors } from "./forecast-errors.ts";
import { type ForecastSettings, forecastSettings } from "./forecast-settings.ts";

export type DayEndInput = {
	/** Middle forecast of the whole period: spent so far and the remainder. */
	readonly totalMicroUsd: MicroUsd;
	readonly hoursLeft: number;
	/** Mean of the days before; what errors are a share of. */
	readonly meanDayMicroUsd: MicroUsd;
	readonly errors: ForecastErrors;
	/** Proven bounds of the day's end given the configuration (docs/how-it-decides.md 3). */
	readonly floorMicroUsd: MicroUsd;
	readonly ceilingMicroUsd: MicroUsd;
};

/** The period's end in one of ten, half and nine of ten cases. `learned` is false while own errors are few. */
export type DayEnd = {
	readonly p10: MicroUsd;
	readonly p50: MicroUsd;
	readonly p90: MicroUsd;
	readonly learned: boolean;
	/** The interval is too wide to be called a forecast. */
	readonly unforecastable: boolean;
};

/** Day end with its interval, always inside the proven bounds; without errors of its own it is as wide as they are. */
export function forecastDayEnd(
	input: DayEndInput,
	settings: ForecastSettings = forecastSettings,
): DayEnd {
	const { floorMicroUsd, ceilingMicroUsd } = input;
	const clamp = (value: number) =>
		Math.round(Math.max(floorMicroUsd, Math.min(value, ceilingMicroUsd)));
	const p50 = clamp(input.totalMicroUsd);
	const errors = errorsAt(input.errors, input.hoursLeft);
	const learned = errors.length >= settings.errorsLeast.value;
	const { below, above } = learned ? spreadOf(errors, input, settings) : unlearned;
	const [p10, p90] = [clamp(p50 + below), clamp(p50 + above)];
	return { p10, p50, p90, learned, unforecastable: p90 > settings.unforecastable.value * p10 };
}

const unlearned = { below: Number.NEGATIVE_INFINITY, above: Number.POSITIVE_INFINITY };

function spreadOf(
	errors: readonly number[],
	{ meanDayMicroUsd }: DayEndInput,
	{ tail, widening }: ForecastSettings,
) {
	const sorted = errors.toSorted((a, b) => a - b);
	const scale = widening.value * meanDayMicroUsd;
	return {
		below: Math.min(0, quantile(sorted, tail.value) * scale),
		above: Math.max(0, quantile(sorted, 1 - tail.value) * scale),
	};
}

/** Expected quantile of a small sample: position (n + 1) × share, the ends beyond it. */
function quantile(sorted: readonly number[], share: number): number {
	const last = sorted.length - 1;
	const position = Math.min(last, Math.max(0, share * (sorted.length + 1) - 1));
	const below = Math.floor(position);
	const low = sorted[below] ?? 0;
	const high = sorted[Math.min(last, below + 1)] ?? low;
	return low + (position - below) * (high - low);
}
