import { registerHooks } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { type Canary, planted } from "./canaries.ts";

export type DaysTask = {
	readonly script: "days";
	readonly seed: number;
	readonly indices: readonly number[];
	readonly canary: Canary | null;
	/** The first violation ends the task. */
	readonly stopAtFirst: boolean;
};

export type RunTask = DaysTask | { readonly script: "known-race"; readonly canary: Canary | null };

const task = workerData as RunTask;
if (task.canary !== null) plant(task.canary);
if (task.script === "days") await runDays(task);
else parentPort?.postMessage(await (await import("./known-race.ts")).knownRace());

async function runDays({ seed, indices, stopAtFirst }: DaysTask): Promise<void> {
	const { simulateRun } = await import("./simulate-run.ts");
	for (const index of indices) {
		const result = await simulateRun({ seed, index });
		parentPort?.postMessage(result);
		if (result.violation !== null && stopAtFirst) return;
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
