import { parentPort } from "node:worker_threads";
import { type MeteringTask, runMetering } from "./run-metering.ts";

/** Whichever thread is free takes the next task. */
parentPort?.on("message", (task: MeteringTask | null) => {
	if (task === null) parentPort?.close();
	else void runMetering(task).then((result) => parentPort?.postMessage(result));
});
