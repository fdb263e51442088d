import { describe, expect, test } from "vitest";
import { settlePostures } from "../../../shared/core/ledger/settle-postures.ts";
import { minuteMs, secondMs } from "../../../shared/domain/instant.ts";
import { at, postureOf } from "../fixture.ts";

const settings = { toleranceMs: 2 * secondMs, overlapMs: 5 * minuteMs };
const seenAt = at("12:00") + 606;

/** A list at 12:00:00.606 opened the posture; its ranges were read up to `to`. */
function settledTo(to: number) {
	const posture = postureOf({ since: seenAt, truthUntil: at("11:00") });
	const window = { from: at("11:00"), to };
	const ranges = ["r1", "r2"].map((replicaId) => ({ replicaId, stage: "running", ...window }));
	const [settled] = settlePostures([posture], [{ posture, window, ranges }], settings);
	return settled;
}

describe("a posture whose stage ranges were read", () => {
	test("begins where it began when they end a rounding before it: the list's own booking stands there", () => {
		expect(settledTo(at("12:00"))).toMatchObject({ since: seenAt, truthUntil: seenAt });
	});

	test("begins at the end of the read where that is later", () => {
		const to = at("12:05");
		expect(settledTo(to)).toMatchObject({ since: to, truthUntil: to });
	});

	test("owes what lies between where they end long before it", () => {
		expect(settledTo(at("11:58"))).toMatchObject({ since: seenAt, truthUntil: at("11:58") });
	});
});
