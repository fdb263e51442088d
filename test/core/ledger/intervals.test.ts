import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	clip,
	lengthMs,
	slices,
	subtract,
	unionOf,
} from "../../../shared/core/ledger/intervals.ts";
import type { Range } from "../../../shared/domain/instant.ts";

const mostInstant = 40;
const range: fc.Arbitrary<Range> = fc
	.tuple(fc.nat(mostInstant), fc.nat(mostInstant))
	.map(([from, to]) => ({ from, to }));
const ranges = fc.array(range, { maxLength: 8 });

/** The instants that a set of ranges covers, one by one. */
function instantsOf(covered: readonly Range[]): number[] {
	const instants = Array.from({ length: mostInstant + 1 }, (_, instant) => instant);
	return instants.filter((instant) => covered.some((each) => contains(each, instant)));
}

function contains({ from, to }: Range, instant: number): boolean {
	return from <= instant && instant < to;
}

describe("a union", () => {
	test("covers just what its ranges cover", () => {
		fc.assert(
			fc.property(ranges, (given) => {
				expect(instantsOf(unionOf(given))).toEqual(instantsOf(given));
			}),
		);
	});

	test("is ascending, without empty, touching or overlapping pieces, so its length counts no instant twice", () => {
		fc.assert(
			fc.property(ranges, (given) => {
				const union = unionOf(given);
				const borders = union.flatMap(({ from, to }) => [from, to]);
				expect(borders).toEqual([...new Set(borders)].toSorted((a, b) => a - b));
				expect(lengthMs(union)).toBe(instantsOf(given).length);
			}),
		);
	});

	test("is the same in any order and when taken twice", () => {
		fc.assert(
			fc.property(ranges, (given) => {
				expect(unionOf(given.toReversed())).toEqual(unionOf(given));
				expect(unionOf([...unionOf(given), ...given])).toEqual(unionOf(given));
			}),
		);
	});

	test("leaves its ranges as they were", () => {
		const given = [
			{ from: 0, to: 5 },
			{ from: 3, to: 9 },
		];
		unionOf(given);
		expect(given).toEqual([
			{ from: 0, to: 5 },
			{ from: 3, to: 9 },
		]);
	});
});

describe("a difference", () => {
	test("is what of the range is in no hole, each instant once", () => {
		fc.assert(
			fc.property(range, ranges, (whole, holes) => {
				const rest = subtract(whole, holes);
				const inHole = new Set(instantsOf(holes));
				const wanted = instantsOf([whole]).filter((instant) => !inHole.has(instant));
				expect(instantsOf(rest)).toEqual(wanted);
				expect(lengthMs(rest)).toBe(wanted.length);
			}),
		);
	});

	test("and the holes inside tile the range", () => {
		fc.assert(
			fc.property(range, ranges, (whole, holes) => {
				const inside = holes.flatMap((hole) => clip(hole, whole) ?? []);
				const tiled = unionOf([...subtract(whole, holes), ...inside]);
				expect(tiled).toEqual(unionOf([whole]));
			}),
		);
	});
});

describe("a clip", () => {
	test("is what both ranges cover; null where they share nothing", () => {
		fc.assert(
			fc.property(range, range, (a, b) => {
				const clipped = clip(a, b);
				const shared = instantsOf([a]).filter((instant) => contains(b, instant));
				expect(clipped === null ? [] : instantsOf([clipped])).toEqual(shared);
				expect(clip(b, a)).toEqual(clipped);
			}),
		);
	});

	test("of ranges that only touch is nothing: ranges are half-open", () => {
		expect(clip({ from: 0, to: 5 }, { from: 5, to: 9 })).toBeNull();
	});
});

describe("slices", () => {
	test("tile the range and are cut at every multiple of the step, nowhere else", () => {
		fc.assert(
			fc.property(range, fc.integer({ min: 1, max: 15 }), (whole, step) => {
				const pieces = slices(whole, step);
				expect(unionOf(pieces)).toEqual(unionOf([whole]));
				expect(lengthMs(pieces)).toBe(Math.max(0, whole.to - whole.from));
				const cuts = pieces.slice(1).map(({ from }) => from);
				const multiples = instantsOf([whole]).filter(
					(instant) => instant % step === 0 && instant > whole.from,
				);
				expect(cuts).toEqual(multiples);
			}),
		);
	});

	test("are cut at multiples before 1970 as well", () => {
		expect(slices({ from: -7, to: 2 }, 5)).toEqual([
			{ from: -7, to: -5 },
			{ from: -5, to: 0 },
			{ from: 0, to: 2 },
		]);
	});
});
