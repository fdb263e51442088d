import { Worker } from "node:worker_threads";
import type { Canary } from "./canaries.ts";
import type { DaysTask } from "./run-worker.ts";
import type { RunResult } from "./simulate-run.ts";

export type ManyOptions = {
	readonly seed: number;
	readonly runs: number;
	readonly threads: number;
	readonly canary?: Canary;
	readonly stopAtFirst: boolean;
	readonly onResult: (result: RunResult) => void;
};

/** Runs in as many threads as asked for; each run is whole in one of them, so threads change nothing. */
export async function runMany({ seed, runs, threads, ...rest }: ManyOptions): Promise<void> {
	const all = Array.from({ length: runs }, (_, index) => index);
	const shares = Array.from({ length: threads }, (_, thread) =>
		all.filter((index) => index % threads === thread),
	);
	await Promise.all(
		shares.map((indices) =>
			runShare(
				{
					script: "days",
					seed,
					indices,
					canary: rest.canary ?? null,
					stopAtFirst: rest.stopAtFirst,
				},
				rest,
			),
		),
	);
}

function runShare(task: DaysTask, { onResult }: Pick<ManyOptions, "onResult">): Promise<void> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(new URL("./run-worker.ts", import.meta.url), { workerData: task });
		worker.on("message", onResult);
		worker.on("error", reject);
		worker.on("exit", () => resolve());
	});
}
