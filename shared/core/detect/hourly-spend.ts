import type { MicroUsd } from "../../domain/money.ts";
import type { Detector, Signal } from "./detector.ts";

export const hourlySpendSettings = {
	hoursPerDay: { value: 24, unit: "parts of the daily budget", source: "seed rule: daily / 24" },
	exitShare: {
		value: 0.8,
		unit: "× the line",
		source: "docs/how-it-decides.md 4: an hour tier ends there",
	},
	warnBurn: { value: 2, unit: "× even spending", source: "docs/how-it-decides.md 7" },
	warnForecast: { value: 1, unit: "× the daily budget", source: "docs/how-it-decides.md 7" },
};

export type HourlySpendInput = {
	readonly budgetMicroUsd: MicroUsd;
	readonly trailingHourMicroUsd: MicroUsd | null;
	/** Likely spend of the whole day; null: not known. */
	readonly forecastMicroUsd: MicroUsd | null;
};

/**
 * The trailing hour against a 24th of the daily budget. That holds in 17 % of the hours of good days, so alone
 * it is information; it warns where the day's end is in danger, and it never pages.
 */
export function hourlySpend(settings = hourlySpendSettings): Detector<HourlySpendInput> {
	return {
		id: "hourly-spend",
		severity: "warn",
		forPasses: 1,
		clearPasses: 12,
		onMissing: "hold",
		runbook:
			"See which endpoints carry the hour; cap or pause one, or raise the budget of the day.",
		groupRunbook:
			"See which members carry the hour; cap or pause one, or raise the group's budget in the policy file: no order raises it.",
		signal: (input) => signalOf(input, settings),
	};
}

function signalOf(input: HourlySpendInput, settings: typeof hourlySpendSettings): Signal {
	const { budgetMicroUsd, trailingHourMicroUsd, forecastMicroUsd } = input;
	const lineMicroUsd = budgetMicroUsd / settings.hoursPerDay.value;
	const burn = trailingHourMicroUsd === null ? null : trailingHourMicroUsd / lineMicroUsd;
	const endangered =
		(burn ?? 0) >= settings.warnBurn.value ||
		(forecastMicroUsd ?? 0) > settings.warnForecast.value * budgetMicroUsd;
	return {
		value: trailingHourMicroUsd,
		enterAbove: lineMicroUsd,
		exitBelow: lineMicroUsd * settings.exitShare.value,
		severity: endangered ? "warn" : "info",
		evidence: { trailingHourMicroUsd, lineMicroUsd, burn, forecastMicroUsd, budgetMicroUsd },
	};
}
