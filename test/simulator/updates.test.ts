import { describe, expect, test } from "vitest";
import {
	coldStartMs,
	definition,
	minuteMs,
	scalingBody,
	secondMs,
	start,
	worldWith,
} from "./fixture.ts";

const sleepy = { minReplica: 0, maxReplica: 2, scaleToZeroTimeout: 15, measure: null };
const larger = { compute: { instanceType: "nvidia-a10g", instanceSize: "x1" } };

describe("partial updates", () => {
	test("only what is given changes, and who did it is remembered", () => {
		const { account, wait, now } = worldWith([definition()]);
		wait(minuteMs);
		account.update("chat", scalingBody({ maxReplica: 2 }), "guardrail");
		expect(account.find("chat")).toMatchObject({
			scaling: { minReplica: 1, maxReplica: 2, scaleToZeroTimeout: null, measure: null },
			hardware: definition().hardware,
			updatedAt: now(),
			updatedBy: { name: "guardrail" },
		});
	});

	test("a scaling update moves the target into its bounds at once", () => {
		const { account } = worldWith([definition()]);
		account.update("chat", scalingBody({ minReplica: 3 }), "ann");
		expect(account.find("chat")).toMatchObject({ targetReplica: 3, readyReplica: 1 });
		account.update("chat", scalingBody({ minReplica: 1, maxReplica: 1 }), "ann");
		expect(account.find("chat")).toMatchObject({ targetReplica: 1, readyReplica: 1 });
	});

	test("impossible configurations are refused and change nothing", () => {
		const { account } = worldWith([definition()]);
		const before = account.find("chat");
		const bodies = [
			scalingBody({ minReplica: 5 }),
			scalingBody({ maxReplica: 0, minReplica: 0 }),
			scalingBody({ maxReplica: 1.5 }),
			scalingBody({ measure: { hardwareUsage: 80, pendingRequests: 2 } }),
			{ compute: { instanceType: "nvidia-l4", instanceSize: "x3" } },
			{ compute: { accelerator: "cpu" } },
			{ tags: "prod" },
		];
		for (const body of bodies) {
			expect(account.update("chat", body, "ann")).toMatchObject({ ok: false, status: 400 });
		}
		expect(account.find("chat")).toEqual(before);
	});

	test("a minimum above zero beside a timeout is kept, refused or drops the timeout", () => {
		const scaled = (raisingMinimum: "accept" | "refuse" | "dropTimeout") => {
			const { account } = worldWith([definition({ scaling: sleepy })], { raisingMinimum });
			const result = account.update("chat", scalingBody({ minReplica: 1 }), "ann");
			const { scaleToZeroTimeout, minReplica } = account.find("chat")?.scaling ?? sleepy;
			return { ok: result.ok, minReplica, scaleToZeroTimeout };
		};
		expect(scaled("accept")).toEqual({ ok: true, minReplica: 1, scaleToZeroTimeout: 15 });
		expect(scaled("refuse")).toEqual({ ok: false, minReplica: 0, scaleToZeroTimeout: 15 });
		expect(scaled("dropTimeout")).toEqual({ ok: true, minReplica: 1, scaleToZeroTimeout: null });
	});

	test("null clears the timeout or leaves it, as the setting says", () => {
		const timeout = (nullInPut: "clears" | "unchanged") => {
			const { account } = worldWith([definition({ scaling: sleepy })], { nullInPut });
			account.update("chat", scalingBody({ scaleToZeroTimeout: null }), "ann");
			return account.find("chat")?.scaling.scaleToZeroTimeout;
		};
		expect(timeout("clears")).toBeNull();
		expect(timeout("unchanged")).toBe(15);
	});

	test("a scaling update keeps the replicas, or rolls them, as the setting says", () => {
		const stateAfter = (scalingPutRolls: boolean) => {
			const { account } = worldWith([definition()], { scalingPutRolls });
			account.update("chat", scalingBody({ maxReplica: 2 }), "ann");
			return account.find("chat")?.state;
		};
		expect(stateAfter(false)).toBe("running");
		expect(stateAfter(true)).toBe("updating");
	});
});

describe("rolling updates", () => {
	test("old and new replicas live together until the new one runs", () => {
		const { account, wait } = worldWith([definition()]);
		const [old] = account.replicas("chat") ?? [];
		account.update("chat", larger, "ann");
		expect(account.find("chat")).toMatchObject({ state: "updating", readyReplica: 1 });
		wait(coldStartMs - 1);
		const both = account.replicas("chat") ?? [];
		expect(both.map(({ live, updating }) => ({ live, updating }))).toEqual([
			{ live: true, updating: false },
			{ live: false, updating: true },
		]);
		expect(both[1]?.versionId).not.toBe(old?.versionId);
		wait(1);
		expect(account.find("chat")).toMatchObject({ state: "running", readyReplica: 1 });
		wait(30 * secondMs);
		expect(account.replicas("chat")?.map(({ stage, live }) => ({ stage, live }))).toEqual([
			{ stage: "stopped", live: false },
			{ stage: "running", live: true },
		]);
	});

	test("both versions are billed while they live together, each at its own price", () => {
		const { account, wait, now } = worldWith([definition()]);
		account.update("chat", larger, "ann");
		wait(minuteMs);
		expect(account.truth.rateMicroUsdPerHour(now() - 1)).toBe(800_000 + 1_000_000);
	});

	test("an update that fails leaves the old version serving and says so", () => {
		const { account, wait } = worldWith([definition()]);
		account.disturb("chat", "failUpdates");
		account.update("chat", larger, "ann");
		wait(coldStartMs);
		const endpoint = account.find("chat");
		expect(endpoint).toMatchObject({ state: "updateFailed", readyReplica: 1 });
		expect(endpoint?.errorMessage).toBe("Container exited with code 1");
		expect(account.truth.rateMicroUsdPerHour(start + coldStartMs)).toBe(800_000);
	});
});
