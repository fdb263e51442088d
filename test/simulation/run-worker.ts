import { registerHooks } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { type Canary, planted } from "./canaries.ts";
import type { RunResult } from "./simulate-run.ts";

export type RunTask = {
	readonly seed: number;
	readonly indices: readonly number[];
	readonly canary: Canary | null;
	/** The first violation ends the task. */
	readonly stopAtFirst: boolean;
};

const task = workerData as RunTask;
if (task.canary !== null) plant(task.canary);
const { simulateRun } = await import("./simulate-run.ts");
for (const index of task.indices) {
	const result: RunResult = await simulateRun({ seed: task.seed, index });
	parentPort?.postMessage(result);
	if (result.violation !== null && task.stopAtFirst) break;
}

/** Only this thread loads the planted module. */
function plant(canary: Canary): void {
	let isPlanted = false;
	registerHooks({
		load: (url, context, nextLoad) => {
			const loaded = nextLoad(url, context);
			if (!url.endsWith(`/${canary.file}`) || isPlanted) return loaded;
			isPlanted = true;
			return { ...loaded, source: planted(canary, String(loaded.source)) };
		},
	});
}
