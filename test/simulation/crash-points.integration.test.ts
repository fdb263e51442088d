import { describe, expect, test } from "vitest";
import { crashAt, crashPoints } from "./crash-points.ts";

/** Port calls of all kinds of passes × {before, after}. Less means that something is no longer tried. */
const committedCount = 680;

const all = await crashPoints();
process.stdout.write(`${all.length} crash points\n`);

test("no crash point was lost unseen", () => {
	expect(all.length).toBeGreaterThanOrEqual(committedCount);
});

describe.each([...new Set(all.map(({ pass }) => pass))])("%s", (pass) => {
	test("may die before and after every one of its calls", async () => {
		for (const point of all.filter((each) => each.pass === pass)) {
			const where = `dead ${point.phase} call ${point.index} (${point.call})`;
			expect(await crashAt(point), where).toBeNull();
		}
	});
});
