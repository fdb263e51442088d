import type { Instant } from "../../domain/instant.ts";
import type { MetricPoint } from "../../domain/metrics.ts";
import { instantOf } from "./instant-of.ts";

/** Reads the data of a series; a point without a date and time is left out. */
export type ReadPoints = (data: readonly unknown[]) => readonly MetricPoint[];

/**
 * A reader for the series of one answer. An answer has thousands of points at a few hundred instants, so each
 * text is read once, and points are checked by hand: a schema for each took a tenth of the demo's time.
 */
export function pointReader(): ReadPoints {
	const instants = new Map<string, Instant | null>();
	const instantIn = (text: string): Instant | null => {
		const known = instants.get(text);
		if (known !== undefined) return known;
		const read = instantOf(text);
		instants.set(text, read);
		return read;
	};
	return (data) => {
		const points: MetricPoint[] = [];
		for (const item of data) {
			if (!isRecord(item)) continue;
			const { x, y } = item;
			const at = typeof x === "string" ? instantIn(x) : null;
			if (at !== null) points.push({ at, value: amountOf(y) });
		}
		return points;
	};
}

type Fields = { readonly x?: unknown; readonly y?: unknown };

function isRecord(item: unknown): item is Fields {
	return typeof item === "object" && item !== null && !Array.isArray(item);
}

/** What is there and is no number is not absent: it becomes NaN, and whoever counts it says so. */
function amountOf(value: unknown): number | null {
	if (value === null) return null;
	return typeof value === "number" && Number.isFinite(value) ? value : Number.NaN;
}
