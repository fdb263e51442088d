import { hashFraction } from "../http/hash.ts";
import type { Traffic } from "./traffic.ts";

/** `mean` in requests per second; `amplitude` and `noise` are shares of the mean, 0 to 1. */
export type DiurnalSettings = {
	mean: number;
	peakHour: number;
	zone: string;
	amplitude: number;
	noise: number;
	seed: number;
	weekendFactor?: number;
};

const minuteMs = 60_000;
const hourMs = 3_600_000;

/**
 * The daily wave of an interactive service: highest at the local `peakHour`, lowest twelve hours
 * later, with noise that changes every minute. The wave follows the local clock over zone changes.
 */
export function diurnal(settings: DiurnalSettings): Traffic {
	const localTimeOf = localClock(settings.zone);
	return (instantMs) => {
		const local = localTimeOf(instantMs);
		const angle = ((local.hour - settings.peakHour) / 24) * 2 * Math.PI;
		const wave = 1 + settings.amplitude * Math.cos(angle);
		const week = local.isWeekend ? (settings.weekendFactor ?? 1) : 1;
		return Math.max(0, settings.mean * wave * week * noiseAt(settings, instantMs));
	};
}

function noiseAt({ noise, seed }: DiurnalSettings, instantMs: number): number {
	const minute = Math.floor(instantMs / minuteMs);
	return 1 + noise * (2 * hashFraction(seed, "diurnal", minute) - 1);
}

type LocalTime = { hour: number; isWeekend: boolean };

/** Formatting is slow, so it is asked once per quarter of an hour, the grain of zone offsets. */
function localClock(zone: string): (instantMs: number) => LocalTime {
	const format = new Intl.DateTimeFormat("en-GB", {
		timeZone: zone,
		weekday: "short",
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
	});
	const quarterMs = 15 * minuteMs;
	const known = new Map<number, LocalTime>();
	return (instantMs) => {
		const quarter = Math.floor(instantMs / quarterMs);
		const start = known.get(quarter) ?? localTime(format, quarter * quarterMs);
		known.set(quarter, start);
		return { ...start, hour: start.hour + (instantMs - quarter * quarterMs) / hourMs };
	};
}

function localTime(format: Intl.DateTimeFormat, instantMs: number): LocalTime {
	const parts = new Map(format.formatToParts(instantMs).map((part) => [part.type, part.value]));
	const weekday = parts.get("weekday") ?? "";
	return {
		hour: Number(parts.get("hour")) + Number(parts.get("minute")) / 60,
		isWeekend: weekday === "Sat" || weekday === "Sun",
	};
}
