import { expect, test } from "vitest";
import { hourMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { policyOf } from "../../core/fixture.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

/** At $2.50 a replica-hour an endpoint of four can spend $240 a day; the line is twice the budget. */
const within = (dailyUsd: number) =>
	policyOf({}, { envelope: true, dailyMicroUsd: microUsdOf(dailyUsd) });

/** The endpoint's own read, with which each step begins, gets no answer this many times. */
function capStage() {
	let left = 0;
	const before = (call: string) => {
		if (!call.startsWith("get") || left === 0) return;
		left -= 1;
		throw new Error("504: no answer");
	};
	const endpoints = [one("chat", { minReplica: 1, maxReplica: 4, traffic: () => 0.5 })];
	const made = stage({ before, policy: within(200), endpoints });
	return { ...made, failOnce: () => (left = 1) };
}

test("a cap of the envelope that never went out is sent again", async () => {
	const made = capStage();
	await made.until(midnight + hourMs);
	expect(made.configuration("chat")).toBe("1..4");
	made.failOnce();
	await made.minutes(5, within(90));
	expect(made.configuration("chat")).toBe("1..3");
	expect(made.changes()).toEqual(["updated"]);
});

test("a lower cap that never went out is none that the account took without effect", async () => {
	const made = capStage();
	await made.until(midnight + hourMs);
	await made.minutes(5, within(90));
	expect(made.configuration("chat")).toBe("1..3");
	made.failOnce();
	await made.minutes(1, within(60));
	const [held] = (await made.control()).held;
	expect([held?.status, held?.isSent]).toEqual(["intended", false]);
	await made.minutes(5, within(60));
	expect(made.configuration("chat")).toBe("1..2");
	expect((await made.notices()).filter((id) => id.includes("cannot-cut"))).toEqual([]);
});
