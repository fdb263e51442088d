import { registerHooks } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { type Canary, planted } from "./canaries.ts";
import type { SceneName } from "./scenes.ts";

export type DaysTask = {
	readonly script: "days";
	readonly seed: number;
	/** Two numbers that all threads share: the next run that nobody has taken, and the end of the runs. */
	readonly counters: SharedArrayBuffer;
	readonly canary: Canary | null;
	/** A violation makes its run the last one. */
	readonly stopAtFirst: boolean;
};

export type RunTask =
	| DaysTask
	| { readonly script: "scene"; readonly scene: SceneName; readonly canary: Canary | null };

const task = workerData as RunTask;
if (task.canary !== null) plant(task.canary);
if (task.script === "days") await runDays(task);
else {
	const { scenes } = await import("./scenes.ts");
	parentPort?.postMessage(await scenes[task.scene]());
}

async function runDays({ seed, counters, stopAtFirst }: DaysTask): Promise<void> {
	const { simulateRun } = await import("./simulate-run.ts");
	const shared = new Int32Array(counters);
	for (;;) {
		const index = Atomics.add(shared, 0, 1);
		if (index >= Atomics.load(shared, 1)) return;
		const result = await simulateRun({ seed, index });
		parentPort?.postMessage(result);
		if (result.violation !== null && stopAtFirst) endAt(shared, index + 1);
	}
}

/** The end only ever comes nearer, whichever thread was faster. */
function endAt(shared: Int32Array, end: number): void {
	let known = Atomics.load(shared, 1);
	while (end < known) {
		const seen = Atomics.compareExchange(shared, 1, known, end);
		if (seen === known) return;
		known = seen;
	}
}

/** Only this thread loads the planted module; everything else is loaded as it is. */
function plant(canary: Canary): void {
	registerHooks({
		load: (url, context, nextLoad) => {
			const loaded = nextLoad(url, context);
			if (!url.endsWith(`/${canary.file}`)) return loaded;
			return { ...loaded, source: planted(canary, textOf(loaded.source)) };
		},
	});
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray | null | undefined): string {
	if (typeof source === "string") return source;
	return source ? new TextDecoder().decode(source) : "";
}
