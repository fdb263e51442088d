import { describe, expect, test } from "vitest";
import {
	coldStartMs,
	definition,
	hourMs,
	minuteMs,
	scalingBody,
	secondMs,
	start,
	worldWith,
} from "./fixture.ts";

const sleepy = { minReplica: 0, maxReplica: 2, scaleToZeroTimeout: 15, measure: null };

describe("pause and resume", () => {
	test("a pause ends every replica after it terminated, and the target is zero", () => {
		const { account, wait } = worldWith([definition()]);
		expect(account.pause("chat", "ann").ok).toBe(true);
		expect(account.find("chat")).toMatchObject({ state: "paused", targetReplica: 0 });
		expect(account.replicas("chat")?.map((each) => each.stage)).toEqual(["terminating"]);
		wait(30 * secondMs);
		expect(account.replicas("chat")?.map((each) => each.stage)).toEqual(["stopped"]);
		wait(5 * hourMs);
		expect(account.find("chat")?.state).toBe("paused");
	});

	test("a second pause succeeds and changes nothing", () => {
		const { account, wait } = worldWith([definition()]);
		account.pause("chat", "ann");
		const before = account.truth.journal().length;
		wait(minuteMs);
		expect(account.pause("chat", "guardrail").ok).toBe(true);
		const entries = account.truth.journal().slice(before);
		expect(entries.filter((entry) => entry.kind === "paused")).toEqual([]);
		expect(account.find("chat")?.updatedBy.name).toBe("ann");
	});

	test("a resumed endpoint goes through pending and initializing to running", () => {
		const { account, wait } = worldWith([definition()]);
		account.pause("chat", "ann");
		wait(hourMs);
		expect(account.resume("chat", "ann").ok).toBe(true);
		expect(account.find("chat")).toMatchObject({ state: "pending", targetReplica: 1 });
		wait(20 * secondMs);
		expect(account.find("chat")).toMatchObject({ state: "initializing", readyReplica: 0 });
		wait(coldStartMs - 20 * secondMs - 1);
		expect(account.find("chat")?.state).toBe("initializing");
		wait(1);
		expect(account.find("chat")).toMatchObject({ state: "running", readyReplica: 1 });
	});

	test("a resume of a running endpoint is refused in the vendor's words", () => {
		const { account } = worldWith([definition()]);
		const error = "Endpoint is already running";
		expect(account.resume("chat", "ann")).toEqual({ ok: false, status: 400, error });
	});

	test("a resume resets minimum and maximum to one, or keeps them, as the setting says", () => {
		const wide = definition({ scaling: { ...definition().scaling, minReplica: 2 } });
		const afterResume = (resumeResetsToOne: boolean) => {
			const { account } = worldWith([wide], { resumeResetsToOne });
			account.pause("chat", "ann");
			account.resume("chat", "ann");
			return account.find("chat");
		};
		expect(afterResume(true)?.scaling).toMatchObject({ minReplica: 1, maxReplica: 1 });
		expect(afterResume(false)?.scaling).toMatchObject({ minReplica: 2, maxReplica: 4 });
		expect(afterResume(false)?.targetReplica).toBe(2);
	});

	test("a pause writes zeros into the bounds, or keeps them, as the setting says", () => {
		const afterPause = (pauseWritesZero: boolean) => {
			const { account } = worldWith([definition()], { pauseWritesZero });
			account.pause("chat", "ann");
			return account.find("chat")?.scaling;
		};
		expect(afterPause(true)).toMatchObject({ minReplica: 0, maxReplica: 0 });
		expect(afterPause(false)).toMatchObject({ minReplica: 1, maxReplica: 4 });
	});

	test("a resume is refused when others took the quota, and works when it is free again", () => {
		const settings = { quotas: { "aws/nvidia-l4": 2 } };
		const others = [definition(), definition({ name: "other" })];
		const { account } = worldWith(others, settings);
		account.pause("chat", "ann");
		expect(account.quotas().find((each) => each.instanceType === "nvidia-l4")).toMatchObject({
			usedAccelerators: 1,
			maxAccelerators: 2,
		});
		account.update("other", scalingBody({ minReplica: 2 }), "ann");
		const refused = account.resume("chat", "guardrail");
		expect(refused).toMatchObject({ ok: false, status: 400 });
		expect(refused.ok ? "" : refused.error).toMatch(/^Quota exceeded/);
		expect(account.find("chat")?.state).toBe("paused");
		account.pause("other", "ann");
		expect(account.resume("chat", "guardrail").ok).toBe(true);
	});
});

describe("scale to zero", () => {
	test("is refused in the vendor's words where there is no timeout", () => {
		const { account } = worldWith([definition()]);
		const error = "workload cannot be scaled to zero";
		expect(account.scaleToZero("chat", "ann")).toEqual({ ok: false, status: 400, error });
	});

	test("a request wakes the endpoint, is answered 503, and the next one after the start 200", () => {
		const { account, wait } = worldWith([definition({ scaling: sleepy })]);
		expect(account.scaleToZero("chat", "ann").ok).toBe(true);
		expect(account.find("chat")?.state).toBe("scaledToZero");
		expect(account.request("chat")).toMatchObject({ status: 503, kind: "waking" });
		expect(account.find("chat")?.state).toBe("pending");
		wait(coldStartMs);
		expect(account.request("chat")).toMatchObject({ status: 200 });
	});

	test("a paused endpoint does not wake: the request is answered 400 invalid state", () => {
		const { account, wait } = worldWith([definition({ scaling: sleepy })]);
		account.pause("chat", "ann");
		const error = "Bad Request: Invalid state";
		expect(account.request("chat")).toEqual({ kind: "paused", status: 400, error });
		wait(hourMs);
		expect(account.find("chat")?.state).toBe("paused");
		const samples = account.loadSamples("chat", start, start + hourMs);
		expect(samples.reduce((sum, sample) => sum + sample.rejected, 0)).toBe(1);
	});

	test("a resume wakes it without touching its bounds", () => {
		const { account } = worldWith([definition({ scaling: sleepy })]);
		account.scaleToZero("chat", "ann");
		expect(account.resume("chat", "ann").ok).toBe(true);
		expect(account.find("chat")).toMatchObject({ state: "pending", scaling: sleepy });
	});

	test("it still counts in the quota, a paused endpoint does not", () => {
		const { account } = worldWith([definition({ scaling: sleepy })]);
		const used = () =>
			account.quotas().find((each) => each.instanceType === "nvidia-l4")?.usedAccelerators;
		account.scaleToZero("chat", "ann");
		expect(used()).toBe(1);
		account.pause("chat", "ann");
		expect(used()).toBe(0);
	});
});
