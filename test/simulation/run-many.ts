import { Worker } from "node:worker_threads";
import type { Canary } from "./canaries.ts";
import type { DaysTask } from "./run-worker.ts";
import type { RunResult } from "./simulate-run.ts";

export type ManyOptions = {
	readonly seed: number;
	/** Number of the first run; `runs` is one past the last. */
	readonly from?: number;
	readonly runs: number;
	readonly threads: number;
	readonly canary?: Canary;
	readonly stopAtFirst: boolean;
	readonly onResult: (result: RunResult) => void;
};

/**
 * Runs in as many threads as asked for. Each run is whole in one of them, and whoever is free takes the next,
 * so threads change neither the runs nor, where the first violation ends it, which one is the first.
 */
export async function runMany(options: ManyOptions): Promise<void> {
	const { seed, from = 0, runs, threads, canary = null, stopAtFirst, onResult } = options;
	const counters = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
	new Int32Array(counters).set([from, runs]);
	const task: DaysTask = { script: "days", seed, counters, canary, stopAtFirst };
	await Promise.all(
		Array.from({ length: Math.min(threads, runs - from) }, () => runShare(task, onResult)),
	);
}

function runShare(task: DaysTask, onResult: ManyOptions["onResult"]): Promise<void> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(new URL("./run-worker.ts", import.meta.url), { workerData: task });
		worker.on("message", onResult);
		worker.on("error", reject);
		worker.on("exit", () => resolve());
	});
}
