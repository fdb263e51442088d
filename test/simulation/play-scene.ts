import { Worker } from "node:worker_threads";
import type { Canary } from "./canaries.ts";
import type { RunTask } from "./run-worker.ts";
import type { SceneResult } from "./scene-result.ts";
import type { SceneName } from "./scenes.ts";

/** A fixed day in a thread of its own, which alone loads the planted bug. */
export function playScene(scene: SceneName, canary: Canary | null): Promise<SceneResult> {
	const workerData: RunTask = { script: "scene", scene, canary };
	const worker = new Worker(new URL("./run-worker.ts", import.meta.url), { workerData });
	return new Promise((resolve, reject) => {
		worker.once("message", resolve);
		worker.once("error", reject);
	});
}
