import { describe, expect, test } from "vitest";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import type { Policy } from "../../shared/domain/policy.ts";
import { midnight, one, stage, stagePolicy } from "./stage.ts";

const day = 24 * hourMs;
const ample = stagePolicy(10_000);

/** The same lines, of a day that turns out to have cost an eighth less. */
function corrected(policy: Policy): Policy {
	const { thresholds } = policy.budget;
	const higher = { ...thresholds, shutdown: thresholds.shutdown * 1.15 };
	return { ...policy, budget: { ...policy.budget, thresholds: higher } };
}

/** Over budget until the next midnight, and money enough from then on. */
async function overNight(options: Parameters<typeof stage>[0] = {}) {
	const made = stage(options);
	await made.until(midnight + 6 * hourMs);
	made.waitUntil(midnight + day - minuteMs);
	await made.until(midnight + day, made.policy);
	return made;
}

describe("periods and restoring", () => {
	test("4 LiteLLM #8364: a period that rolls while nothing ran for 26 hours is seen by the next pass", async () => {
		const made = stage();
		await made.until(midnight + 6 * hourMs);
		expect(made.configuration("chat")).toBe("paused 1..1");
		made.waitUntil(midnight + 6 * hourMs + 26 * hourMs);
		await made.minutes(5, ample);
		expect(await made.control()).toMatchObject({ periodKey: "2026-05-13", tier: "ok" });
		expect(made.configuration("chat")).toBe("1..4");
	});

	test("5 LiteLLM #22013: there is no reset time that could be empty: the day is a function of now and zone", async () => {
		const made = stage();
		await made.until(midnight + 6 * hourMs);
		const { budget } = made.policy;
		expect(Object.keys(budget).filter((key) => /reset|next/i.test(key))).toEqual([]);
		expect(Object.keys(await made.control()).filter((key) => /reset|next/i.test(key))).toEqual([]);
	});

	test("18 Custodian #5235: a restore without capacity is tried after 5, 10, 20 and 40 minutes, then paged", async () => {
		const tries: number[] = [];
		let made: Awaited<ReturnType<typeof overNight>> | null = null;
		const before = (call: string) => {
			if (call !== "resume chat" || made === null) return;
			tries.push(Math.round((made.now() - midnight - day) / minuteMs));
			throw new Error("503: no capacity of this instance in this region");
		};
		made = await overNight({ before });
		await made.until(midnight + day + 100 * minuteMs, ample);
		const waits = tries.map((at, n) => at - (tries[n - 1] ?? at));
		expect(waits.slice(0, 5)).toEqual([0, 5, 10, 20, 40]);
		const page = (await made.control()).outbox.find(({ kind }) => kind === "restore-failed");
		expect(page?.message.severity).toBe("page");
		expect(JSON.stringify(page?.message.sections)).toContain(
			"min 1 max 4, without scale to zero, on aws/us-east-1/nvidia-a100/x1",
		);
	});

	test("19 Hugging Face guide: a resume that resets the scaling to 1 is followed by the recorded scaling", async () => {
		const made = await overNight({ settings: { resumeResetsToOne: true } });
		await made.until(midnight + day + 30 * minuteMs, ample);
		expect(made.configuration("chat")).toBe("1..4");
	});

	test("20 aws-killswitch: an absent scale-to-zero timeout is restored as absent", async () => {
		const made = await overNight({ settings: { nullInPut: "clears" } });
		await made.until(midnight + day + 30 * minuteMs, ample);
		expect(made.account.find("chat")?.scaling.scaleToZeroTimeout).toBeNull();
		const timed = one("chat", { minReplica: 0, scaleToZeroTimeout: 30 });
		const other = await overNight({ endpoints: [timed] });
		await other.until(midnight + day + 30 * minuteMs, ample);
		expect(other.account.find("chat")?.scaling.scaleToZeroTimeout).toBe(30);
	});

	test("28 an override that expires lets the tier act again at once", async () => {
		const made = stage();
		await made.order({ kind: "hold", expiresAt: midnight + 2.5 * hourMs });
		await made.until(midnight + 2.5 * hourMs - minuteMs);
		expect(made.changes()).toEqual([]);
		await made.until(midnight + 2.5 * hourMs + 2 * minuteMs);
		expect(made.changes().at(-1)).toBe("paused");
	});

	test("30 Vercel #4790: the end of a period over budget is no overspend of the next one", async () => {
		const made = await overNight();
		const before = made.changes().filter((kind) => kind === "paused").length;
		await made.until(midnight + day + 20 * minuteMs, ample);
		expect(made.changes().filter((kind) => kind === "paused")).toHaveLength(before);
		expect(await made.control()).toMatchObject({ tier: "ok" });
	});

	test("31 Innovation Sandbox: a correction downwards neither fires again nor restores at once", async () => {
		const made = stage();
		await made.until(midnight + 6 * hourMs);
		const told = (await made.notices()).filter((id) => id.includes("/up/")).length;
		await made.minutes(20, corrected(made.policy));
		expect(made.configuration("chat")).toContain("paused");
		expect((await made.notices()).filter((id) => id.includes("/up/"))).toHaveLength(told);
	});

	test("6 LiteLLM #39726: passes and retries do not make a person's hour longer", async () => {
		const made = stage();
		await made.until(midnight + 6 * hourMs);
		made.account.resume("chat", "ann");
		await made.minutes(3);
		const since = (await made.control()).held[0]?.statusSince;
		await made.minutes(30);
		expect((await made.control()).held[0]).toMatchObject({ status: "superseded" });
		expect((await made.control()).held[0]?.statusSince).toBe(since);
	});
});
