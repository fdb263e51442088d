import { hourMs } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { Reading } from "../../domain/reading.ts";
import { percentText, rateText, wholeDollars } from "./money-text.ts";

/**
 * `$1,134 at least · $1,310 likely · 9 in 10 below $1,390 · $1,423 at most`. Where the interval is too
 * wide to be called a forecast, that is said instead of a middle.
 */
export function dayEndText(reading: Reading): string {
	const { floorMicroUsd, likelyMicroUsd, p90MicroUsd, ceilingMicroUsd } = reading;
	const least = `${wholeDollars(floorMicroUsd, "down")} at least`;
	const most = `${wholeDollars(ceilingMicroUsd, "up")} at most`;
	if (reading.unforecastable) {
		const likely = `${wholeDollars(likelyMicroUsd, "near")} at this rate`;
		return `${least} · ${likely} · ${most}, too uncertain to be forecast`;
	}
	const likely = `${wholeDollars(likelyMicroUsd, "near")} likely`;
	return `${least} · ${likely} · 9 in 10 below ${wholeDollars(p90MicroUsd, "up")} · ${most}`;
}

/** `burn 2.4 × in 1 h, 1.9 × in 6 h`: multiples of even spending; nothing where none are known. */
export function burnText({ burnRates }: Reading): string | null {
	const told = burnRates.filter(({ windowMs }) => windowMs === hourMs || windowMs === 6 * hourMs);
	if (told.length === 0) return null;
	const words = told.map(
		({ windowMs, rate }) => `${rate.toFixed(1)} × in ${Math.round(windowMs / hourMs)} h`,
	);
	return `burn ${words.join(", ")}`;
}

const mostShares = 5;

/** `llama-70b-chat $40.00/h (67 %), …`: the five that cost most at this instant. */
export function dearestText(postures: readonly Posture[]): string | null {
	const rates = postures
		.map(({ endpoint, replicasPoint, price }) => ({
			endpoint,
			rate: replicasPoint * price.point,
		}))
		.filter(({ rate }) => rate > 0)
		.sort((a, b) => b.rate - a.rate || (a.endpoint < b.endpoint ? -1 : 1));
	const whole = rates.reduce((sum, { rate }) => sum + rate, 0);
	const words = rates
		.slice(0, mostShares)
		.map(({ endpoint, rate }) => `${endpoint} ${rateText(rate)} (${percentText(rate / whole)})`);
	return words.length === 0 ? null : `Dearest now ${words.join(", ")}`;
}
