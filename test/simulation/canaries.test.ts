import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { canaries, planted } from "./canaries.ts";

const root = resolve(import.meta.dirname, "../..");

test.each(canaries)("the planted bug still has its place: $name", (canary) => {
	const source = readFileSync(resolve(root, canary.file), "utf8");
	expect(planted(canary, source)).not.toBe(source);
});

test("a planted bug whose place is gone is an error, not a bug that nobody finds", () => {
	const [canary] = canaries;
	if (canary === undefined) throw new Error("there are no planted bugs");
	expect(() => planted(canary, "something else")).toThrow(/no longer fits/);
});
