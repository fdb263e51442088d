import { expect, test } from "vitest";
import { parseCron } from "../../../shared/config/parse-cron.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { midnight, one, stage, stagePolicy } from "../../peers/stage.ts";

/** Three replicas from half past midnight on for what is paused, and the account takes no scaling for a while. */
async function refusedStage(refusals: number) {
	const parsed = parseCron("30 0 * * *");
	if (!parsed.ok) throw new Error(parsed.problem);
	const entries = [{ cron: parsed.cron, replicas: 3 }];
	const schedules = [{ members: [{ name: "chat" }], zone: "UTC", entries }];
	let refused = 0;
	const before = (call: string) => {
		if (!call.startsWith("scale") || refused >= refusals) return;
		refused += 1;
		throw new Error("503: try again later");
	};
	const policy = stagePolicy(400, { schedules });
	const made = stage({ before, policy, endpoints: [one("chat", { beginsAs: "paused" })] });
	await made.until(midnight + 30 * minuteMs);
	return made;
}

test("an endpoint that was resumed, and whose scaling the account refused, is scaled by the next pass", async () => {
	const made = await refusedStage(1);
	expect(made.configuration("chat")).toBe("1..1");
	await made.minutes(3);
	expect(made.configuration("chat")).toBe("3..4");
	expect(made.changes()).toEqual(["resumed", "updated"]);
});

test("a person's change between the two stands", async () => {
	const made = await refusedStage(1);
	made.waitUntil(midnight + 30.5 * minuteMs);
	made.account.update("chat", { compute: { scaling: { minReplica: 2, maxReplica: 2 } } }, "ann");
	await made.minutes(5);
	expect(made.configuration("chat")).toBe("2..2");
	expect(made.changes()).toEqual(["resumed"]);
});

test("a person's resume that the pass meets before its first call stands, and is not its own late one", async () => {
	const parsed = parseCron("30 0 * * *");
	if (!parsed.ok) throw new Error(parsed.problem);
	const entries = [{ cron: parsed.cron, replicas: 3 }];
	const schedules = [{ members: [{ name: "chat" }], zone: "UTC", entries }];
	let isResumed = false;
	const before = (call: string) => {
		if (!call.startsWith("get") || isResumed) return;
		isResumed = true;
		made.account.resume("chat", "ann");
	};
	const policy = stagePolicy(400, { schedules });
	const made = stage({ before, policy, endpoints: [one("chat", { beginsAs: "paused" })] });
	await made.until(midnight + 29 * minuteMs);
	made.waitUntil(midnight + 30.5 * minuteMs);
	await made.minutes(5);
	expect(isResumed).toBe(true);
	expect(made.configuration("chat")).toBe("1..1");
	expect(made.changes()).toEqual([]);
});
