import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { canaries } from "./canaries.ts";
import type { RunTask } from "./run-worker.ts";

type Race = { readonly isRaced: boolean; readonly violation: { readonly promise: string } | null };

test("a call that lands after its intent was taken back is undone, and nothing of it is recorded", async () => {
	expect(await race(null)).toEqual({ isRaced: true, violation: null });
});

test("without the time of grace the same race leaves the guard's cap behind", async () => {
	const { isRaced, violation } = await race("a call that lands after its restore is not undone");
	expect(isRaced).toBe(true);
	expect(violation?.promise).toMatch(/original|comes back/);
});

function race(name: string | null): Promise<Race> {
	const canary = canaries.find((each) => each.name === name) ?? null;
	const workerData: RunTask = { script: "known-race", canary };
	const worker = new Worker(new URL("./run-worker.ts", import.meta.url), { workerData });
	return new Promise((resolve, reject) => {
		worker.once("message", resolve);
		worker.once("error", reject);
	});
}
