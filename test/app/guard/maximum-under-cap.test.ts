import { describe, expect, test } from "vitest";
import { parseCron } from "../../../shared/config/parse-cron.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { AccountSettings } from "../../../shared/simulator/settings.ts";
import { policyOf } from "../../core/fixture.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

/** At $2.50 a replica-hour five replicas can spend $300 a day; the line is twice the budget. Two replicas from three on. */
function within(dailyUsd: number) {
	const parsed = parseCron("0 3 * * *");
	if (!parsed.ok) throw new Error(parsed.problem);
	const entries = [{ cron: parsed.cron, replicas: 2 }];
	const schedules = [{ members: [{ name: "chat" }], zone: "UTC", entries }];
	return policyOf({ schedules }, { envelope: true, dailyMicroUsd: microUsdOf(dailyUsd) });
}

/** The first pass that sees that a person scaled it from one replica to between three and five caps it. */
async function cappedAtOnce(settings: Partial<AccountSettings>) {
	const endpoints = [one("chat", { minReplica: 1, maxReplica: 1, traffic: () => 0.5 })];
	const made = stage({ policy: within(400), endpoints, settings });
	const scales = (minReplica: number, maxReplica: number) =>
		made.account.update("chat", { compute: { scaling: { minReplica, maxReplica } } }, "ann");
	await made.until(midnight + hourMs);
	scales(3, 5);
	await made.minutes(1, within(100));
	expect(made.configuration("chat")).toBe("3..3");
	return { ...made, scales };
}

describe("a person raises the maximum, and the first pass that sees it caps it", () => {
	const afterEntry = midnight + 3 * hourMs + 5 * minuteMs;

	test("and their pause, which takes the scaling away, leaves it the maximum that the schedule resumes to", async () => {
		const made = await cappedAtOnce({ pauseWritesZero: true });
		made.account.pause("chat", "ann");
		await made.until(afterEntry);
		expect(made.configuration("chat")).toBe("2..5");
	});

	test("and their pause, which keeps the guard's cap, makes no maximum of that", async () => {
		const made = await cappedAtOnce({ pauseWritesZero: false });
		made.account.pause("chat", "ann");
		await made.until(afterEntry);
		expect(made.configuration("chat")).toBe("2..5");
	});

	test("and when they visibly set the former one back, that is the one", async () => {
		const made = await cappedAtOnce({ pauseWritesZero: true });
		made.scales(1, 1);
		await made.minutes(2);
		made.account.pause("chat", "ann");
		await made.until(afterEntry);
		expect(made.configuration("chat")).toBe("2..2");
	});

	test("and when they leave the cap for a maximum of theirs, that is the one", async () => {
		const made = await cappedAtOnce({ pauseWritesZero: true });
		made.scales(1, 4);
		await made.minutes(2);
		made.account.pause("chat", "ann");
		await made.until(afterEntry);
		expect(made.configuration("chat")).toBe("2..4");
	});
});
