import { expect, test } from "vitest";
import { dayOf } from "../../../shared/core/reading/period.ts";
import { hourMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

/** At the line of shutdown since four in the morning; then the list fails for ten minutes, and the budget is raised. */
async function raisedUnseen() {
	let isDown = false;
	const before = (call: string) => {
		if (isDown && call === "list") throw new Error("503: try again later");
	};
	const made = stage({ before, endpoints: [one("chat")] });
	await made.until(midnight + 5 * hourMs);
	const { tier } = await made.control();
	isDown = true;
	await made.minutes(5);
	const { key: periodKey } = dayOf(made.now(), "UTC");
	const details = { periodKey, addMicroUsd: microUsdOf(100) };
	await made.order({ kind: "raise", endpoint: null, details, expiresAt: midnight + 24 * hourMs });
	await made.minutes(5);
	isDown = false;
	return { made, tier };
}

test("a raise that is granted while the list cannot be read ends the tier with the first list after it", async () => {
	const { made, tier } = await raisedUnseen();
	expect([tier, (await made.control()).tier]).toEqual(["shutdown", "shutdown"]);
	await made.minutes(1);
	expect((await made.control()).tier).toBe("ok");
});

test("what it ended is put back, and nothing is paused any more", async () => {
	const { made } = await raisedUnseen();
	await made.minutes(5);
	expect(made.changes("chat")).toEqual(["updated", "paused", "resumed", "updated"]);
	expect(made.configuration("chat")).toBe("1..4");
});
