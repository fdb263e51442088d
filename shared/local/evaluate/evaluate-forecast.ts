import { forecastDayEnd } from "../../core/reading/forecast/forecast-day-end.ts";
import {
	closeDay,
	type ForecastErrors,
	noForecastErrors,
	packedErrorBytes,
	rememberForecast,
} from "../../core/reading/forecast/forecast-errors.ts";
import { forecastRemainder } from "../../core/reading/forecast/forecast-remainder.ts";
import { microUsdPerUsd } from "../../domain/money.ts";
import type { DataSet } from "./data-set.ts";
import { type HourlySpend, hourlySpendOf } from "./hourly-spend-of.ts";

export type ForecastRow = {
	readonly id: string;
	readonly day: number;
	readonly hour: number;
	readonly forecast: number;
	readonly p10: number;
	readonly p90: number;
};

export type ActualRow = { readonly id: string; readonly day: number; readonly total: number };

export type ForecastEvaluation = {
	readonly forecasts: readonly ForecastRow[];
	readonly actuals: readonly ActualRow[];
	/** Largest stored record of own errors. */
	readonly errorBytes: number;
};

/** Hours of the day at which a forecast is judged, and the first judged day. */
export const judgedHours = [6, 12, 18] as const;
const firstJudgedDay = 7;
const dayHours = 24;

export function evaluateEndpointForecasts(data: DataSet): ForecastEvaluation {
	const spends = hourlySpendOf(data);
	const members = [...spends].map(([name, spend]) => ({ id: name, spends: [spend] }));
	return together(members.map((member) => evaluateOne(member, "alone")));
}

export function evaluateFleetForecasts(data: DataSet): ForecastEvaluation {
	const spends = hourlySpendOf(data);
	const fleets = [...data.fleets].map(([id, names]) => ({
		id,
		spends: names.flatMap((name) => spends.get(name) ?? []),
	}));
	return together(fleets.map((fleet) => evaluateOne(fleet, "inFleet")));
}

/** Fleets as the meter knows them: by the sums of their hours, not by endpoint. */
export function evaluateFleetSums(data: DataSet): ForecastEvaluation {
	const spends = hourlySpendOf(data);
	const fleets = [...data.fleets].map(([id, names]) => ({
		id,
		spends: [summed(names.flatMap((name) => spends.get(name) ?? []))],
	}));
	return together(fleets.map((fleet) => evaluateOne(fleet, "inFleet")));
}

function summed(spends: readonly HourlySpend[]): HourlySpend {
	const sum = (of: (spend: HourlySpend) => number) =>
		spends.reduce((total, spend) => total + of(spend), 0);
	const hours = spends[0]?.microUsd.length ?? 0;
	return {
		microUsd: Array.from({ length: hours }, (_, hour) => sum((spend) => spend.microUsd[hour] ?? 0)),
		floorMicroUsdPerHour: sum((spend) => spend.floorMicroUsdPerHour),
		ceilingMicroUsdPerHour: sum((spend) => spend.ceilingMicroUsdPerHour),
	};
}

function together(evaluations: readonly ForecastEvaluation[]): ForecastEvaluation {
	return {
		forecasts: evaluations.flatMap(({ forecasts }) => forecasts),
		actuals: evaluations.flatMap(({ actuals }) => actuals),
		errorBytes: Math.max(0, ...evaluations.map(({ errorBytes }) => errorBytes)),
	};
}

type Group = { readonly id: string; readonly spends: readonly HourlySpend[] };
type Part = "alone" | "inFleet";

/** Day after day: forecast at the judged hours from what was spent before, then learn from the day's end. */
function evaluateOne(group: Group, part: Part): ForecastEvaluation {
	const forecasts: ForecastRow[] = [];
	const actuals: ActualRow[] = [];
	let errors = noForecastErrors;
	const days = Math.floor((group.spends[0]?.microUsd.length ?? 0) / dayHours);
	for (let day = 1; day < days; day += 1) {
		const looks = judgedHours.map((hour) => lookAt(group, { day, hour, part, errors }));
		for (const { hour, open } of looks) errors = rememberForecast(errors, dayHours - hour, open);
		const total = totalOf(group, day * dayHours, (day + 1) * dayHours);
		errors = closeDay(errors, total);
		if (day < firstJudgedDay) continue;
		forecasts.push(...looks.map(({ row }) => row));
		actuals.push({ id: group.id, day, total: total / microUsdPerUsd });
	}
	return { forecasts, actuals, errorBytes: packedErrorBytes(errors) };
}

type Look = {
	readonly day: number;
	readonly hour: number;
	readonly part: Part;
	readonly errors: ForecastErrors;
};

function lookAt(group: Group, { day, hour, part, errors }: Look) {
	const now = day * dayHours + hour;
	const hoursLeft = dayHours - hour;
	const spent = totalOf(group, day * dayHours, now);
	const perHour = (bound: "floorMicroUsdPerHour" | "ceilingMicroUsdPerHour") =>
		group.spends.reduce((sum, spend) => sum + spend[bound], 0) * hoursLeft;
	const remainder = group.spends.reduce((sum, spend) => {
		const history = spend.microUsd.slice(0, now).toReversed();
		return sum + forecastRemainder({ ...spend, history, hoursLeft })[part];
	}, 0);
	const daysBefore = Math.min(firstJudgedDay, day);
	const before = totalOf(group, (day - daysBefore) * dayHours, day * dayHours);
	const totalMicroUsd = spent + remainder;
	const meanDayMicroUsd = before / daysBefore;
	const end = forecastDayEnd({
		totalMicroUsd,
		hoursLeft,
		meanDayMicroUsd,
		errors,
		floorMicroUsd: spent + perHour("floorMicroUsdPerHour"),
		ceilingMicroUsd: spent + perHour("ceilingMicroUsdPerHour"),
	});
	const row = {
		id: group.id,
		day,
		hour,
		forecast: end.p50 / microUsdPerUsd,
		p10: end.p10 / microUsdPerUsd,
		p90: end.p90 / microUsdPerUsd,
	};
	return { hour, open: { totalMicroUsd, meanDayMicroUsd }, row };
}

function totalOf({ spends }: Group, fromHour: number, toHour: number): number {
	return spends.reduce(
		(sum, { microUsd }) =>
			sum + microUsd.slice(fromHour, toHour).reduce((part, hour) => part + hour, 0),
		0,
	);
}
