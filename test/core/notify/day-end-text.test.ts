import { expect, test } from "vitest";
import { burnText, dayEndText, dearestText } from "../../../shared/core/notify/day-end-text.ts";
import { knownPrice, postureOf, readingOf } from "../fixture.ts";

test("the day's end is told from least to most, with the middle and how sure it is", () => {
	expect(dayEndText(readingOf({}))).toBe(
		"$60 at least · $90 likely · 9 in 10 below $110 · $120 at most",
	);
});

test("an end that cannot be forecast is said to be none, and its middle is the present rate", () => {
	expect(dayEndText(readingOf({ unforecastable: true }))).toBe(
		"$60 at least · $90 at this rate · $120 at most, too uncertain to be forecast",
	);
});

test("the burn is told over one and six hours, and nothing where none is known", () => {
	const burnRates = [0.25, 1, 3, 6].map((hours) => ({ windowMs: hours * 3_600_000, rate: hours }));
	expect(burnText(readingOf({ burnRates }))).toBe("burn 1.0 × in 1 h, 6.0 × in 6 h");
	expect(burnText(readingOf({ burnRates: [] }))).toBeNull();
});

test("the five dearest are named with rate and share, and who costs nothing is not", () => {
	const of = (endpoint: string, usd: number) =>
		postureOf({ endpoint, price: knownPrice(usd), replicasPoint: 1 });
	const postures = ["a", "b", "c", "d", "e", "f"].map((name, index) => of(name, index));
	expect(dearestText(postures)).toBe(
		"Dearest now f $5.00/h (33 %), e $4.00/h (26 %), d $3.00/h (20 %), c $2.00/h (13 %), b $1.00/h (6 %)",
	);
	expect(dearestText([of("a", 0)])).toBeNull();
});
