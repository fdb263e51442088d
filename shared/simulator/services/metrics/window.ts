import type { LoadSample } from "../../load.ts";
import { timestamp } from "../../management/endpoint-body.ts";
import { type MetricsWindow, stepMs } from "../../management/metrics-window.ts";

export type DataPoint = { x: string; y: number };

/** Samples by the beginning of the step of the window in which they ended. */
export type SamplesByStep = ReadonlyMap<number, readonly LoadSample[]>;

/** Puts each sample into the step in which it ended; steps without a sample are left out. */
export function samplesByStep(
	samples: readonly LoadSample[],
	window: MetricsWindow,
): SamplesByStep {
	const length = stepMs(window);
	const byStep = new Map<number, LoadSample[]>();
	for (const sample of samples) {
		if (sample.to <= window.from || sample.to > window.to) continue;
		const at = window.from + (Math.ceil((sample.to - window.from) / length) - 1) * length;
		const own = byStep.get(at) ?? [];
		own.push(sample);
		byStep.set(at, own);
	}
	return byStep;
}

/** One point per step that has samples. */
export function points(
	byStep: SamplesByStep,
	amountOf: (samples: readonly LoadSample[]) => number,
): DataPoint[] {
	return [...byStep].map(([at, samples]) => ({ x: timestamp(at), y: amountOf(samples) }));
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
