import { describe, expect, test } from "vitest";
import { hourMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { policyOf } from "../../core/fixture.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

/** At $2.50 a replica-hour an endpoint of four can spend $240 a day; the line is twice the budget. */
const within = (dailyUsd: number) =>
	policyOf({}, { envelope: true, dailyMicroUsd: microUsdOf(dailyUsd) });

type Change = Record<string, unknown>;
const instance: Change = { instanceType: "nvidia-l4", instanceSize: "x1" };
const timeout = (minutes: number): Change => ({ scaling: { scaleToZeroTimeout: minutes } });

/** Capped by the envelope; what a person changes happens right before the guard's next read of it. */
async function capped() {
	let happening: (() => void) | null = null;
	const before = (call: string) => {
		const happen = happening;
		if (happen === null || !call.startsWith("get")) return;
		happening = null;
		happen();
	};
	const traffic = () => 0.5;
	const endpoints = [
		one("chat", { minReplica: 1, maxReplica: 4, scaleToZeroTimeout: 60, traffic }),
	];
	const made = stage({ before, policy: within(200), endpoints });
	await made.until(midnight + hourMs);
	await made.minutes(5, within(90));
	const person = (compute: Change) => {
		happening = () => expect(made.account.update("chat", { compute }, "ann").ok).toBe(true);
	};
	const status = async () => (await made.control()).held.map((held) => held.status);
	return { ...made, person, status, isDone: () => happening === null };
}

describe.each([
	["instance", instance],
	["timeout", timeout(15)],
])("a person changes the %s right before the guard's read", (_, change) => {
	test("and the guard puts nothing back over it", async () => {
		const made = await capped();
		expect(await made.status()).toEqual(["applied"]);
		const writes = made.changes().length;
		made.person(change);
		await made.minutes(2, within(400));
		expect(made.isDone()).toBe(true);
		expect(await made.status()).toEqual(["superseded"]);
		expect(made.changes()).toHaveLength(writes);
	});

	test("and the guard takes no harder step on it", async () => {
		const made = await capped();
		const writes = made.changes().length;
		made.person(change);
		await made.minutes(2, within(60));
		expect(made.isDone()).toBe(true);
		expect(await made.status()).toEqual(["superseded"]);
		expect(made.changes()).toHaveLength(writes);
	});
});
