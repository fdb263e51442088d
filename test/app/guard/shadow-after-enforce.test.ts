import { expect, test } from "vitest";
import { hourMs } from "../../../shared/domain/instant.ts";
import type { Policy } from "../../../shared/domain/policy.ts";
import { midnight, stage, stagePolicy } from "../../peers/stage.ts";

const shadow = ({ budget, ...policy }: Policy): Policy => ({
	...policy,
	budget: { ...budget, mode: "shadow" },
});

/** A cap by trim at about 02:00; the line of shutdown is crossed in shadow. */
async function cappedThenShadow() {
	const made = stage({ dailyUsd: 20 });
	await made.until(midnight + 3 * hourMs);
	const [capped] = (await made.control()).held;
	expect([capped?.method, capped?.status]).toEqual(["cap", "applied"]);
	await made.until(midnight + 20 * hourMs, shadow(made.policy));
	return made;
}

test("what the guard capped stays held while shadow would do something harder", async () => {
	const made = await cappedThenShadow();
	const [held] = (await made.control()).held;
	expect((await made.control()).tier).not.toBe("trim");
	expect([held?.method, held?.status]).toEqual(["cap", "applied"]);
	expect(made.configuration("chat")).toBe("1..1");
});

test("what the guard capped comes back when a mode that writes is back", async () => {
	const made = await cappedThenShadow();
	const larger = stagePolicy(400);
	await made.until(midnight + 24.5 * hourMs, shadow(larger));
	expect(made.configuration("chat")).toBe("1..1");
	await made.until(midnight + 25 * hourMs, larger);
	expect(made.configuration("chat")).toBe("1..4");
});
