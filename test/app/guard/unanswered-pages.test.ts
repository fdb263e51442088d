import { expect, test } from "vitest";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { midnight, one, stage, stagePolicy } from "../../peers/stage.ts";

/** A guard that goes blind an hour after midnight, far from every line. */
async function blind(escalateAfterMs?: number) {
	let isDown = false;
	const before = (call: string) => {
		if (isDown && call === "list") throw new Error("503: try again later");
	};
	const made = stage({
		before,
		endpoints: [one("chat")],
		policy: stagePolicy(400, { escalateAfterMs }),
	});
	await made.until(midnight + hourMs);
	isDown = true;
	await made.minutes(5);
	const seeAgain = () => {
		isDown = false;
	};
	return { ...made, seeAgain };
}

function reminders(ids: readonly string[]): number {
	return ids.filter((id) => id.includes("/unacknowledged/")).length;
}

test("a blind guard that nobody answers is said again after the policy's time and every 4 hours", async () => {
	const made = await blind(30 * minuteMs);
	await made.minutes(20);
	expect(reminders(await made.notices())).toBe(0);
	await made.minutes(20);
	expect(reminders(await made.notices())).toBe(1);
	await made.minutes(4 * 60);
	expect(reminders(await made.notices())).toBe(2);
});

test("who looks after it is not reminded; who looks after something else is", async () => {
	const made = await blind(30 * minuteMs);
	const page = (await made.notices()).find((id) => id.includes("/blind/"));
	await made.order({ id: "o-other", kind: "ack", details: { noticeId: "another" } });
	await made.minutes(60);
	expect(reminders(await made.notices())).toBe(1);
	await made.order({ id: "o-own", kind: "ack", details: { noticeId: page } });
	await made.minutes(8 * 60);
	expect(reminders(await made.notices())).toBe(1);
});

test("a page whose cause is over is not said again", async () => {
	const made = await blind();
	made.seeAgain();
	await made.minutes(9 * 60);
	expect(reminders(await made.notices())).toBe(0);
});

test("a shutdown that nobody answers is said again until the day is over", async () => {
	const made = stage({ endpoints: [one("chat")], dailyUsd: 10 });
	await made.until(midnight + 30 * hourMs);
	const ids = (await made.notices()).filter((id) => id.includes("/unacknowledged/"));
	expect(ids.length).toBeGreaterThan(1);
	expect(ids.every((id) => id.includes("/shutdown/up/"))).toBe(true);
});

test("the end of a blindness is told also after it was said again", async () => {
	const made = await blind(30 * minuteMs);
	await made.minutes(60);
	expect(reminders(await made.notices())).toBe(1);
	made.seeAgain();
	await made.minutes(5);
	expect((await made.notices()).filter((id) => id.includes("/seen/"))).toHaveLength(1);
});
