import { describe, expect, test } from "vitest";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

/** Stopped by an order, and on its way back; the read after its resume takes a minute, or the re-PUT fails. */
async function resumedBy(meet: "slow read" | "failed re-PUT") {
	let resumes = 0;
	const before = (call: string) => {
		if (call === "resume chat") resumes += 1;
		if (resumes !== 1) return;
		if (meet === "slow read" && call === "get chat") {
			resumes += 1;
			made.waitUntil(made.now() + minuteMs);
		}
		if (meet === "failed re-PUT" && call === "scale chat") {
			resumes += 1;
			throw new Error("504: no answer");
		}
	};
	const settings = { resumeResetsToOne: true };
	const made = stage({ before, dailyUsd: 400, settings, endpoints: [one("chat"), one("batch")] });
	await made.until(midnight + hourMs);
	const until = made.now() + 30 * minuteMs;
	await made.order({ id: "stop", kind: "stop-now", endpoint: "chat", expiresAt: until });
	for (let minute = 0; minute < 90 && resumes < 2; minute += 1) await made.minutes(1);
	expect(made.configuration("chat")).toBe("1..1");
	const held = async () => (await made.control()).held[0];
	return { ...made, held };
}

describe("a pass whose time is over between its resume and its re-PUT", () => {
	test("counts as no attempt, and the next pass puts the scaling back", async () => {
		const made = await resumedBy("slow read");
		expect(await made.held()).toMatchObject({ status: "restoring", attempts: 0 });
		await made.minutes(1);
		expect(made.configuration("chat")).toBe("1..4");
		expect(made.changes("chat")).toEqual(["paused", "resumed", "updated"]);
	});

	test("but one that was refused is tried again after its wait only", async () => {
		const made = await resumedBy("failed re-PUT");
		expect(await made.held()).toMatchObject({ status: "restoring", attempts: 1 });
		await made.minutes(3);
		expect(made.configuration("chat")).toBe("1..1");
		await made.minutes(3);
		expect(made.configuration("chat")).toBe("1..4");
	});
});

test("an order to stop waits until the last call of a restore can do nothing more", async () => {
	const made = await resumedBy("failed re-PUT");
	await made.order({ id: "again", kind: "stop-now", endpoint: "chat" });
	await made.minutes(3);
	expect((await made.held())?.status).toBe("restoring");
	await made.minutes(3);
	expect(made.configuration("chat")).toBe("paused 1..1");
});
