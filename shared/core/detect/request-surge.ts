import { hourMs, minuteMs } from "../../domain/instant.ts";
import type { Detector, Signal } from "./detector.ts";
import { type TrafficNormal, trafficNormal } from "./traffic-normal.ts";
import {
	binsPerHour,
	findingOf,
	lastHourMean,
	type TakenBin,
	type TrafficBin,
	type TrafficSketch,
	takeBin,
	throughGap,
} from "./traffic-sketch.ts";

const measured = "tuned on half of 91 public LLM clients (ServeGen), confirmed on the other half";

export const requestSurgeSettings = {
	multiple: { value: 5, unit: "× the usual bin", source: "seed rule" },
	dayPeakMultiple: { value: 1.5, unit: "× the known peak", source: measured },
	dayPeakRank: { value: 2, unit: "th largest of seven days", source: measured },
	hourMultiple: { value: 8, unit: "× the usual bin, by the mean of an hour", source: measured },
	hourPeakMultiple: { value: 1.25, unit: "× the known largest hour", source: measured },
	hourPeakRank: { value: 3, unit: "th largest of seven days", source: measured },
	recentHours: { value: 4, unit: "hours left out of the usual", source: measured },
	historyHours: {
		value: 168,
		unit: "hours before the first alarm",
		source: "docs/how-it-decides.md 7: a week",
	},
	observedHours: { value: 84, unit: "of the 168 hours observed", source: "half of the week" },
	requestsPerMinute: { value: 10, unit: "requests/min at least", source: measured },
	episodeHours: { value: 1, unit: "hours without alarm that end an episode", source: measured },
	quietHours: { value: 6, unit: "hours after an episode", source: measured },
	repeatMultiple: { value: 2, unit: "× the last peak within quietHours", source: measured },
};

export type RequestSurgeSettings = typeof requestSurgeSettings;

/** `sketch` is the traffic before `bin`. */
export type RequestSurgeInput = { readonly sketch: TrafficSketch; readonly bin: TrafficBin };

/**
 * Requests above five times the usual, of a size that the last week does not know. `value` is the share of the
 * nearer of two bounds: a burst within one bin, or a whole hour that is unusually high.
 */
export function requestSurge(
	binMs: number,
	settings: RequestSurgeSettings = requestSurgeSettings,
): Detector<RequestSurgeInput> {
	return {
		id: "request-surge",
		severity: "page",
		forPasses: 1,
		clearPasses: binsPerHour(binMs) * settings.episodeHours.value,
		onMissing: "hold",
		runbook: "Look for a client that retries or a leaked token; cap the maximum of the endpoint.",
		signal: (input) => signalOf(input, settings),
	};
}

/** Takes the bin and remembers the surge, so that its echo within hours is not a new one. */
export function takeTrafficBin(
	{ sketch, bin }: RequestSurgeInput,
	signal: Signal,
	settings: RequestSurgeSettings = requestSurgeSettings,
): TakenBin {
	const taken = takeBin(sketch, bin);
	const surges = signal.value !== null && signal.value > signal.enterAbove;
	if (!surges || bin.requests === null) return taken;
	const until = bin.from + sketch.binMs;
	const goesOn = inEpisode(sketch, until, settings);
	const peak = Math.max(bin.requests, goesOn ? (sketch.surge?.peak ?? 0) : 0);
	return { ...taken, sketch: { ...taken.sketch, surge: { until, peak } } };
}

function signalOf(input: RequestSurgeInput, settings: RequestSurgeSettings): Signal {
	const { bin } = input;
	const finding = findingOf(input.sketch, bin);
	if (bin.requests === null || finding !== null) return unknown(finding ?? "no data");
	const sketch = throughGap(input.sketch, bin.from);
	const normal = trafficNormal(sketch, settings.recentHours.value);
	if (!isKnown(sketch, normal, settings)) return unknown("less than a week of history");
	const bounds = boundsOf(normal, settings);
	const least = leastOf(sketch, settings);
	const hourMean = lastHourMean(sketch, bin.requests);
	const burst = Math.max(bounds.burst, least);
	const steady = Math.min(
		share(bin.requests, Math.max(bounds.steady, least)),
		share(hourMean ?? 0, bounds.steadyHour),
	);
	const value = Math.max(share(bin.requests, burst), steady);
	const { usual } = normal;
	const evidence = { requests: bin.requests, usual, bound: burst, hourMean, ...bounds };
	return { value, enterAbove: 1, exitBelow: 1, severity: "page", evidence };
}

/** The bounds of the two ways to surge, in requests per bin. */
function boundsOf({ usual, dayPeaks, dayHours }: TrafficNormal, settings: RequestSurgeSettings) {
	const knownPeak = dayPeaks[settings.dayPeakRank.value - 1] ?? 0;
	const knownHour = dayHours[settings.hourPeakRank.value - 1] ?? 0;
	const steady = settings.hourMultiple.value * usual;
	return {
		knownPeak,
		knownHour,
		burst: Math.max(settings.multiple.value * usual, settings.dayPeakMultiple.value * knownPeak),
		steady,
		steadyHour: Math.max(steady, settings.hourPeakMultiple.value * knownHour),
	};
}

function leastOf(sketch: TrafficSketch, settings: RequestSurgeSettings): number {
	const floor = (settings.requestsPerMinute.value * sketch.binMs) / minuteMs;
	return Math.max(floor, repeatBound(sketch, settings));
}

/** Zero over zero is quiet; anything over zero is beyond every bound. */
function share(value: number, bound: number): number {
	if (value <= 0) return 0;
	return bound > 0 ? value / bound : Number.MAX_VALUE;
}

function unknown(why: string): Signal {
	return { value: null, enterAbove: 1, exitBelow: 1, severity: "page", evidence: { why } };
}

function isKnown(
	sketch: TrafficSketch,
	{ observedHours }: TrafficNormal,
	settings: RequestSurgeSettings,
): boolean {
	const history = sketch.until - sketch.from;
	return (
		history >= settings.historyHours.value * hourMs && observedHours >= settings.observedHours.value
	);
}

function inEpisode(
	{ surge }: TrafficSketch,
	until: number,
	{ episodeHours }: RequestSurgeSettings,
): boolean {
	return surge !== null && until - surge.until <= episodeHours.value * hourMs;
}

/** After an episode only something clearly larger is news, for some hours. */
function repeatBound(sketch: TrafficSketch, settings: RequestSurgeSettings): number {
	const until = sketch.until + sketch.binMs;
	const { surge } = sketch;
	if (surge === null || inEpisode(sketch, until, settings)) return 0;
	const recent = until - surge.until <= settings.quietHours.value * hourMs;
	return recent ? settings.repeatMultiple.value * surge.peak : 0;
}
