import type { MicroUsd } from "../../../domain/money.ts";
import { type ForecastSettings, forecastSettings } from "./forecast-settings.ts";
import {
	dayHours,
	meanOf,
	medianOf,
	type SpendHistory,
	sameStretch,
	spentBetween,
} from "./spend-history.ts";

export type RemainderInput = {
	/** Spend of one endpoint or of a budget, at best of fifteen days and the window compared. */
	readonly history: SpendHistory;
	/** Hours to the end of the period, in part too. */
	readonly hoursLeft: number;
	/** Configured minimum and maximum × price: what it can cost in an hour at least and at most. */
	readonly floorMicroUsdPerHour: MicroUsd;
	readonly ceilingMicroUsdPerHour: MicroUsd;
};

/** What one endpoint will still spend: alone (smallest usual error) and as a part of a fleet's sum (least bias). */
export type Remainder = { readonly alone: MicroUsd; readonly inFleet: MicroUsd };

/** Middle forecast of the rest of the period, within the configured bounds. */
export function forecastRemainder(
	input: RemainderInput,
	settings: ForecastSettings = forecastSettings,
): Remainder {
	const alone = withinBounds(aloneOf(input, settings), input);
	const late = input.hoursLeft <= settings.lateHours.value;
	const shaped = (late ? lateOf : earlyOf)(input, settings) ?? alone;
	const share = settings.aloneShare.value;
	const mixed = share * alone + (1 - share) * withinBounds(shaped, input);
	return { alone: Math.round(alone), inFleet: Math.round(mixed) };
}

function withinBounds(value: number, input: RemainderInput): number {
	const { hoursLeft, floorMicroUsdPerHour, ceilingMicroUsdPerHour } = input;
	const least = floorMicroUsdPerHour * hoursLeft;
	return Math.max(least, Math.min(value, ceilingMicroUsdPerHour * hoursLeft));
}

/** Median of yesterday's rest, the usual rest and the last hours carried on: one odd day moves it little. */
function aloneOf({ history, hoursLeft }: RemainderInput, settings: ForecastSettings): number {
	const rests = usualRests(history, hoursLeft, settings);
	const candidates = [rests[0] ?? null, medianOf(rests), carriedOn(history, hoursLeft, settings)];
	return medianOf(candidates.filter((candidate) => candidate !== null)) ?? 0;
}

function carriedOn(
	history: SpendHistory,
	hoursLeft: number,
	{ carriedWindow }: ForecastSettings,
): number | null {
	const hours = Math.min(carriedWindow.value, history.length);
	const spent = hours === 0 ? null : spentBetween(history, hours, 0);
	return spent === null ? null : (spent / hours) * hoursLeft;
}

/** Usual rest, and what is different now fading slowly over the rest. */
function earlyOf({ history, hoursLeft }: RemainderInput, settings: ForecastSettings) {
	const rest = meanOf(usualRests(history, hoursLeft, settings));
	const deviation = deviationOf(history, settings.earlyWindow.value, { level: 1, settings });
	if (rest === null || deviation === null) return null;
	return rest + deviation * fading(settings.earlyFade.value, hoursLeft);
}

/** Late in the day its shape is known: the usual rest at today's level, and a quickly fading deviation. */
function lateOf({ history, hoursLeft }: RemainderInput, settings: ForecastSettings) {
	const rest = meanOf(usualRests(history, hoursLeft, settings));
	const level = levelOf(history, settings);
	const deviation = deviationOf(history, settings.lateWindow.value, { level, settings });
	if (rest === null || deviation === null) return null;
	return rest * level + deviation * fading(settings.lateFade.value, hoursLeft);
}

/** The rest of the period as it was on each day before. A day of 25 hours asks for an hour not lived yet: left out. */
function usualRests(
	history: SpendHistory,
	hoursLeft: number,
	{ historyDays }: ForecastSettings,
): MicroUsd[] {
	const whole = Math.min(hoursLeft, dayHours);
	const rests = sameStretch(history, { from: 0, to: -whole }, historyDays.value);
	return rests.map((rest) => (whole === 0 ? 0 : (rest / whole) * hoursLeft));
}

/** Last 24 hours against the usual day, damped. */
function levelOf(history: SpendHistory, { historyDays, levelPower }: ForecastSettings): number {
	const last = spentBetween(history, dayHours, 0);
	const usual = meanOf(sameStretch(history, { from: dayHours, to: 0 }, historyDays.value));
	return last === null || usual === null || usual <= 0 ? 1 : (last / usual) ** levelPower.value;
}

type Compared = { readonly level: number; readonly settings: ForecastSettings };

/** How much an hour of the last `hours` was above the usual one at this level. */
function deviationOf(
	history: SpendHistory,
	hours: number,
	{ level, settings }: Compared,
): number | null {
	const last = spentBetween(history, hours, 0);
	const usual = meanOf(sameStretch(history, { from: hours, to: 0 }, settings.historyDays.value));
	return last === null || usual === null ? null : (last - usual * level) / hours;
}

/** Σ fade^k over the hours left, the last one in part. */
function fading(fade: number, hoursLeft: number): number {
	let sum = 0;
	for (let hour = 1; hour - 1 < hoursLeft; hour += 1) {
		sum += fade ** hour * Math.min(1, hoursLeft - hour + 1);
	}
	return sum;
}
