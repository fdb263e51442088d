import { type MicroUsd, microUsdPerUsd } from "../../domain/money.ts";

const cents = new Intl.NumberFormat("en-US", {
	style: "currency",
	currency: "USD",
	minimumFractionDigits: 2,
	maximumFractionDigits: 2,
});
const dollars = new Intl.NumberFormat("en-US", {
	style: "currency",
	currency: "USD",
	maximumFractionDigits: 0,
});

/** What happened, in cents: `$978.11`. The sign of an amount below zero is U+2212. */
export function moneyText(amount: MicroUsd): string {
	return cents.format(amount / microUsdPerUsd).replace("-", "−");
}

/** A rate: `$59.65/h`. */
export function rateText(perHour: MicroUsd): string {
	return `${moneyText(perHour)}/h`;
}

/** Below it an amount in cents would read as nothing. */
const leastShown = microUsdPerUsd / 200;

/** What a change saves, as a change of the rate: `−$38.23/h`, and `$0.00/h` where it saves nothing. */
export function savingText(perHour: MicroUsd): string {
	if (perHour === 0) return rateText(0);
	if (Math.abs(perHour) < leastShown) return `less than ${rateText(microUsdPerUsd / 100)}`;
	return perHour > 0 ? `−${rateText(perHour)}` : `+${rateText(-perHour)}`;
}

/** A line of the budget, in whole dollars where it is one: `$720`, else in cents. */
export function lineText(amount: MicroUsd): string {
	return amount % microUsdPerUsd === 0 ? wholeDollars(amount, "near") : moneyText(amount);
}

/**
 * What may be, in whole dollars: `$1,310`. A lower bound is rounded down and an upper bound up, so that
 * the written range never promises more than the computed one.
 */
export function wholeDollars(amount: MicroUsd, towards: "down" | "near" | "up"): string {
	const usd = amount / microUsdPerUsd;
	const rounded = { down: Math.floor(usd), near: Math.round(usd), up: Math.ceil(usd) }[towards];
	return dollars.format(rounded).replace("-", "−");
}

/**
 * A ratio as a percentage: `163 %`. Rounded down, because tiers begin strictly above their line:
 * 199.6 % shown as 200 % would say that a line is crossed that is not.
 */
export function percentText(ratio: number): string {
	return Number.isFinite(ratio) ? `${Math.floor(ratio * 100 + 1e-9)} %` : "unknown share";
}
