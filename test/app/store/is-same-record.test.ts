import fc from "fast-check";
import { expect, test } from "vitest";
import { isSameRecord } from "../../../shared/app/store/is-same-record.ts";

const value = fc.jsonValue({ maxDepth: 3 });

test("two records are the same where the store would keep the same of both", () => {
	fc.assert(
		fc.property(value, value, (a, b) => {
			expect(isSameRecord(a, b)).toBe(textOf(a) === textOf(b));
			expect(isSameRecord(a, JSON.parse(JSON.stringify(a)))).toBe(true);
		}),
	);
});

test("one changed leaf makes a record another one", () => {
	fc.assert(
		fc.property(value, fc.nat(), (a, salt) => {
			expect(isSameRecord({ a, salt }, { a, salt: salt + 1 })).toBe(false);
			expect(isSameRecord([a, salt], [a])).toBe(false);
			expect(isSameRecord([a], { 0: a })).toBe(false);
		}),
	);
});

test("what is undefined is stored as absent, and null is not", () => {
	expect(isSameRecord({ a: 1, b: undefined }, { a: 1 })).toBe(true);
	expect(isSameRecord({ a: 1 }, { a: 1, b: undefined })).toBe(true);
	expect(isSameRecord({ a: 1, b: null }, { a: 1 })).toBe(false);
	expect(isSameRecord(undefined, { a: 1 })).toBe(false);
});

/** The text of a value with its fields in order. */
function textOf(of: unknown): string {
	return JSON.stringify(of, (_, part: unknown) => {
		if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
		return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
	});
}
