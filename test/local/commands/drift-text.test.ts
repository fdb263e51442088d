import { expect, test } from "vitest";
import { driftText } from "../../../shared/local/commands/drift-text.ts";

const textOf = (metered: number, billedMicroUsd: number) =>
	driftText({ metered: { lo: metered, point: metered, hi: metered }, billedMicroUsd });

test("a difference from the bill has a sign, and what rounds to none has none", () => {
	expect([textOf(1_012_000, 1_000_000), textOf(988_000, 1_000_000)]).toEqual(["+1.2 %", "-1.2 %"]);
	expect([textOf(1_000_001, 1_000_000), textOf(999_999, 1_000_000)]).toEqual(["0.0 %", "0.0 %"]);
	expect(textOf(0, 0)).toBe("–");
});
