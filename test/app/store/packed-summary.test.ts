import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packBounds, unpackBounds } from "../../../shared/app/store/packed-bounds.ts";
import { packSummary, unpackSummary } from "../../../shared/app/store/packed-summary.ts";
import { summarise } from "../../../shared/core/reading/summarise.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import type { Summary } from "../../../shared/domain/ledger.ts";
import { at, day, postureOf } from "../../core/fixture.ts";
import { openPostures, stretchesUntil, totalsOf } from "../../core/reading/spend-model.ts";
import { without } from "./without.ts";

const amount = fc.nat(1e9);
const bounds = fc.oneof(
	fc.constant(null),
	amount.map((lo) => ({ lo, point: lo, hi: lo })),
	fc.tuple(amount, amount, amount).map(([lo, point, hi]) => ({ lo, point, hi })),
);

describe("amounts in a row", () => {
	test("come back as they were, unknown ones too", () => {
		fc.assert(
			fc.property(fc.array(bounds), (list) => {
				expect(unpackBounds(JSON.parse(JSON.stringify(packBounds(list))))).toEqual(list);
			}),
		);
	});

	test("that are equal take the room of one", () => {
		const same = Array.from({ length: 800 }, () => ({ lo: 7, point: 7, hi: 7 }));
		expect(packBounds(same)).toEqual([[800, 7]]);
	});
});

describe("a summary", () => {
	const quiet = (name: string) => {
		const made = summarise({
			period: day,
			at: at("13:02"),
			totals: [],
			postures: [postureOf()],
		});
		return { ...without(made, ["groups"]), name, members: '[["exp-*",null],[null,"research"]]' };
	};

	test("comes back from the store as it went in, groups included", () => {
		fc.assert(
			fc.property(stretchesUntil(at("05:30"), minuteMs), openPostures, (booked, open) => {
				const input = { period: day, at: at("05:37"), totals: totalsOf(booked), postures: open };
				const whole: Summary = { ...summarise(input), groups: [quiet("a"), quiet("b")] };
				const stored: ReturnType<typeof packSummary> = JSON.parse(
					JSON.stringify(packSummary(whole)),
				);
				expect(unpackSummary(stored)).toEqual(whole);
			}),
			{ numRuns: 40 },
		);
	});

	test("of an earlier version, with plain bins and no groups, is still read", () => {
		const made = summarise({ period: day, at: at("13:02"), totals: [], postures: [postureOf()] });
		const old = without(made, ["groups", "forecast"]);
		expect(unpackSummary(old as Summary)).toEqual({ ...old, forecast: null, groups: [] });
	});

	test("of a quiet day with five groups fits one read unit of 4 KB", () => {
		const input = { period: day, at: at("13:02"), totals: [], postures: [postureOf()] };
		const groups = ["a", "b", "c", "d", "e"].map(quiet);
		const packed = packSummary({ ...summarise(input), groups });
		expect(JSON.stringify(packed).length).toBeLessThan(4_096);
	});
});
