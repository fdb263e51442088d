import { expect, test } from "vitest";
import { stepKey } from "../../../shared/core/verify/step-key.ts";
import { heldOf } from "../fixture.ts";

test("a replay of a step has its key, and any other step has another one", () => {
	const key = stepKey("fleet", heldOf());
	expect(key).toMatch(/^[0-9a-f]{16}$/);
	expect(stepKey("fleet", heldOf({ attempts: 3, lastError: "timeout" }))).toBe(key);
	const others = [
		heldOf({ periodKey: "2026-03-03" }),
		heldOf({ tier: "shutdown" }),
		heldOf({ endpoint: "other" }),
		heldOf({ rung: 1 }),
		heldOf({ method: "pause" }),
		heldOf({ generation: 2 }),
	];
	expect(
		new Set([key, stepKey("team", heldOf()), ...others.map((held) => stepKey("fleet", held))]).size,
	).toBe(8);
});
