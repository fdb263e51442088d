import { parentPort } from "node:worker_threads";
import { type QuietTask, runAccount } from "./run-account.ts";

/** Whichever thread is free takes the next account. */
parentPort?.on("message", (task: QuietTask | null) => {
	if (task === null) parentPort?.close();
	else void runAccount(task).then((result) => parentPort?.postMessage(result));
});
