import { describe, expect, test } from "vitest";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import { midnight, one, stage, stagePolicy } from "./stage.ts";

/** Failures that users of other guards reported: each stands here by its number and where it happened. */
describe("acting", () => {
	test("8 kube-downscaler #44: the restore record is never overwritten by a second scale-down", async () => {
		const { until, table, changes } = stage();
		await until(midnight + 6 * hourMs);
		expect(changes()).toEqual(["updated", "paused"]);
		const records = await guardStore(table, "acme").readRestoreRecords();
		expect(records.map(({ scaling }) => `${scaling.minReplica}..${scaling.maxReplica}`)).toEqual([
			"1..4",
		]);
	});

	test("9 a process dies between record and action, and between action and mark: the next pass goes on", async () => {
		for (const dying of ["get chat", "pause chat"]) {
			let deaths = 0;
			const before = (call: string) => {
				if (call !== dying || deaths > 0) return;
				deaths += 1;
				throw new Error("the process is gone");
			};
			const { until, changes, configuration } = stage({ before });
			await until(midnight + 6 * hourMs);
			expect(deaths).toBe(1);
			expect(configuration("chat")).toBe("paused 1..1");
			expect(changes().filter((kind) => kind === "paused")).toEqual(["paused"]);
		}
	});

	test("10 gamedevpl #1216: what a person resumes after the guard stays running for an hour", async () => {
		const { until, minutes, account, changes, now, notices } = stage();
		await until(midnight + 6 * hourMs);
		const before = changes().length;
		account.resume("chat", "ann");
		await minutes(55);
		expect(changes()).toHaveLength(before);
		expect((await notices()).filter((id) => id.includes("superseded"))).toHaveLength(1);
		await minutes(20);
		expect(changes().length).toBeGreaterThan(before);
		expect(now()).toBeLessThan(midnight + 8 * hourMs);
	});

	test("11 GCP budgets: the same word delivered five times is one action and one notice", async () => {
		const { until, guard, policy, changes, notices } = stage();
		await until(midnight + 6 * hourMs);
		const [acted, told] = [changes(), await notices()];
		for (let times = 0; times < 5; times += 1) await guard(policy);
		expect(changes()).toEqual(acted);
		expect(await notices()).toEqual(told);
	});

	test("12 gamedevpl #1403: a dear hour early in the day stops nothing, whatever a forecast makes of it", async () => {
		const spike = one("chat", {
			traffic: (at) => (at < midnight + hourMs ? 4.8 : 0.5),
			minReplica: 1,
		});
		const { until, changes } = stage({ endpoints: [spike], dailyUsd: 62 });
		await until(midnight + 12 * hourMs);
		expect(changes()).toEqual([]);
	});

	test("13 AWS Auto Scaling: what wakes again after it was put to sleep is met by the next step", async () => {
		const sleepy = one("chat", {
			minReplica: 0,
			maxReplica: 2,
			scaleToZeroTimeout: 120,
			traffic: (at) => (at < midnight + 100 * minuteMs || at > midnight + 150 * minuteMs ? 2.4 : 0),
		});
		const { until, changes } = stage({ endpoints: [sleepy], dailyUsd: 5 });
		await until(midnight + 8 * hourMs);
		expect(changes().at(-1)).toBe("paused");
	});

	test("14 AWS Budgets: a budget that is edited in the middle of the day keeps spend and latches", async () => {
		const { until, control, configuration } = stage();
		await until(midnight + 6 * hourMs);
		const { tierSince } = await control();
		await until(midnight + 6.2 * hourMs, stagePolicy(9));
		expect(await control()).toMatchObject({ tier: "shutdown", tierSince });
		expect(configuration("chat")).toContain("paused");
	});

	test("29 Custodian: a plan larger than the blast radius does its best part, and the rest in later passes", async () => {
		const names = Array.from({ length: 8 }, (_, n) => `e${n}`);
		const limits = { ...stagePolicy(1).limits, capsMayRoll: true };
		const policy = stagePolicy(120, { limits });
		const fleet = names.map((name, n) => one(name, { maxReplica: n === 5 ? 8 : 3 }));
		const { minutes, changes } = stage({ endpoints: fleet, policy });
		const perPass: number[] = [];
		let first: string[] = [];
		for (let minute = 0; minute < 240; minute += 1) {
			const count = changes().length;
			await minutes(1);
			perPass.push(changes().length - count);
			if (first.length === 0) first = names.filter((name) => changes(name).length > 0);
		}
		expect(changes().length).toBeGreaterThanOrEqual(8);
		expect(Math.max(...perPass)).toBe(2);
		expect(first).toContain("e5");
	});
});
