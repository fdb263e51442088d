import { expect, test } from "vitest";
import { pointReader } from "../../../shared/adapters/huggingface/metric-points.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";

const at = Date.UTC(2026, 10, 19, 8, 30);
const x = "2026-11-19T08:30:00.000Z";

function read(...data: unknown[]) {
	return pointReader()(data);
}

test("an amount is kept as it is, negative or absent on purpose; what is no number becomes NaN", () => {
	const amounts: readonly (readonly [unknown, number | null])[] = [
		[3, 3],
		[0, 0],
		[-2.5, -2.5],
		[null, null],
		["3", Number.NaN],
		[Number.NaN, Number.NaN],
		[Number.POSITIVE_INFINITY, Number.NaN],
		[[3], Number.NaN],
		[{}, Number.NaN],
		[true, Number.NaN],
		[undefined, Number.NaN],
	];
	for (const [y, value] of amounts) expect(read({ x, y })).toEqual([{ at, value }]);
	expect(read({ x })).toEqual([{ at, value: Number.NaN }]);
});

test("a point without a date and time is left out, and the others stay", () => {
	const bad = [
		null,
		3,
		"x",
		[x, 1],
		{},
		{ y: 1 },
		{ x: at, y: 1 },
		{ x: "2026-11-19", y: 1 },
		{ x: "2026-11-19T08:30:00", y: 1 },
		{ x: "2026-11-19T25:30:00Z", y: 1 },
		{ x: "yesterday", y: 1 },
	];
	expect(read({ x, y: 1 }, ...bad, { x, y: 2 })).toEqual([
		{ at, value: 1 },
		{ at, value: 2 },
	]);
});

test("points stay in the order in which they came, told twice or not", () => {
	const later = "2026-11-19T09:31:00+01:00";
	const points = read({ x: later, y: 1 }, { x, y: 2 }, { x, y: 2 }, { x: later, y: 3 });
	expect(points.map((point) => [point.at - at, point.value])).toEqual([
		[minuteMs, 1],
		[0, 2],
		[0, 2],
		[minuteMs, 3],
	]);
});

test("digits beyond the millisecond are cut off", () => {
	expect(read({ x: "2026-11-19T08:30:00.123999999Z", y: 1 })).toEqual([{ at: at + 123, value: 1 }]);
});
