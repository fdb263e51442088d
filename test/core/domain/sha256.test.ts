import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../../shared/domain/sha256.ts";

test("the hash is that of the platform, for every length around the borders of a block", () => {
	const platform = (text: string) => createHash("sha256").update(text).digest("hex");
	for (let length = 0; length < 200; length += 1) {
		const text = "a".repeat(length);
		expect(sha256(text)).toBe(platform(text));
	}
	const text = fc.string({ unit: "grapheme", maxLength: 300 });
	fc.assert(fc.property(text, (any) => sha256(any) === platform(any)));
});
