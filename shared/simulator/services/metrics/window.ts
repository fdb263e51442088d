import type { LoadSample } from "../../load.ts";
import { timestamp } from "../../management/endpoint-body.ts";
import { type MetricsWindow, stepMs } from "../../management/metrics-window.ts";

export type DataPoint = { x: string; y: number };

/** A step of the window by its beginning, and the samples that ended in it; never without one. */
export type Step = { readonly x: string; readonly samples: readonly LoadSample[] };

/** Puts each sample into the step in which it ended; steps without a sample are left out. */
export function stepsOf(samples: readonly LoadSample[], window: MetricsWindow): readonly Step[] {
	const length = stepMs(window);
	const byStep = new Map<number, LoadSample[]>();
	for (const sample of samples) {
		if (sample.to <= window.from || sample.to > window.to) continue;
		const at = window.from + (Math.ceil((sample.to - window.from) / length) - 1) * length;
		const own = byStep.get(at);
		if (own === undefined) byStep.set(at, [sample]);
		else own.push(sample);
	}
	return [...byStep].map(([at, own]) => ({ x: timestamp(at), samples: own }));
}

/** The steps with only those samples for which this holds. */
export function stepsWith(
	steps: readonly Step[],
	holds: (sample: LoadSample) => boolean,
): readonly Step[] {
	return steps.flatMap(({ x, samples }) => {
		const own = samples.filter(holds);
		return own.length === 0 ? [] : [{ x, samples: own }];
	});
}

/** One point per step. */
export function points(
	steps: readonly Step[],
	amountOf: (samples: readonly LoadSample[]) => number,
): DataPoint[] {
	return steps.map(({ x, samples }) => ({ x, y: amountOf(samples) }));
}

export function total(
	samples: readonly LoadSample[],
	amountOf: (sample: LoadSample) => number,
): number {
	return samples.reduce((sum, sample) => sum + amountOf(sample), 0);
}

export function mean(
	samples: readonly LoadSample[],
	amountOf: (sample: LoadSample) => number,
): number {
	return samples.length === 0 ? 0 : rounded(total(samples, amountOf) / samples.length);
}

/** Three digits are more than any of these measures carries. */
export function rounded(value: number): number {
	return Math.round(value * 1000) / 1000;
}
