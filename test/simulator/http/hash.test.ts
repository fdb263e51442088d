import { expect, test } from "vitest";
import { hashFraction, hashHex } from "../../../shared/simulator/http/hash.ts";

test("fractions of neighbouring seeds and times are spread evenly over [0, 1)", () => {
	const buckets = Array.from({ length: 10 }, () => 0);
	for (let index = 0; index < 10_000; index += 1) {
		const fraction = hashFraction(index % 10, "kind", index);
		const bucket = Math.floor(fraction * 10);
		buckets[bucket] = (buckets[bucket] ?? Number.NaN) + 1;
	}
	expect(buckets).toHaveLength(10);
	expect(Math.min(...buckets)).toBeGreaterThan(850);
	expect(Math.max(...buckets)).toBeLessThan(1150);
});

test("the parts are kept apart, so that moving a border makes another hash", () => {
	expect(hashFraction("ab", "c")).not.toBe(hashFraction("a", "bc"));
});

test("ids have 26 hexadecimal digits and do not repeat", () => {
	const ids = Array.from({ length: 10_000 }, (_, index) => hashHex(1, "request", index));
	expect(ids.filter((id) => !/^[0-9a-f]{26}$/.test(id))).toEqual([]);
	expect(new Set(ids).size).toBe(ids.length);
});
