import { expect, test } from "vitest";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

/** The first read of the endpoint after `armed` takes a minute: longer than a pass may go on. */
function slowStage() {
	const slow = { armed: false };
	const before = (call: string) => {
		if (!slow.armed || !call.startsWith("get")) return;
		slow.armed = false;
		made.waitUntil(made.now() + minuteMs);
	};
	const made = stage({ before, dailyUsd: 400, endpoints: [one("chat"), one("batch")] });
	return { made, slow };
}

test("a pass that stood still until its time was over stops nothing on what it had read", async () => {
	const { made, slow } = slowStage();
	await made.until(midnight + hourMs);
	await made.order({ kind: "stop-now", endpoint: "chat" });
	slow.armed = true;
	await made.minutes(1);
	expect(made.changes()).toEqual([]);
	await made.minutes(3);
	expect(made.configuration("chat")).toBe("paused 1..4");
});

test("nor does it put anything back; the next try does", async () => {
	const { made, slow } = slowStage();
	await made.until(midnight + hourMs);
	await made.order({ kind: "stop-now", endpoint: "chat", expiresAt: made.now() + 30 * minuteMs });
	await made.minutes(29);
	expect(made.changes()).toEqual(["paused"]);
	slow.armed = true;
	for (let minute = 0; minute < 60 && slow.armed; minute += 1) await made.minutes(1);
	expect(made.changes()).toEqual(["paused"]);
	await made.minutes(10);
	expect(made.configuration("chat")).toBe("1..4");
});
