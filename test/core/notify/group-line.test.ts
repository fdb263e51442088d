import { describe, expect, test } from "vitest";
import { groupLineMessage, groupLines } from "../../../shared/core/notify/group-line.ts";
import type { Reading } from "../../../shared/domain/reading.ts";
import { at, day, endpointOf, knownPrice, policyOf, postureOf, readingOf } from "../fixture.ts";
import { messageText } from "./message-text.ts";

const group = { ...policyOf().budget, name: "research", members: [{ tag: "lab" }] };
const policy = policyOf({ groups: [group] });

function lines(ratio: number, told: readonly string[] = [], parts: Partial<Reading> = {}) {
	const reading = readingOf({ ratio: { lo: ratio, point: ratio, hi: ratio }, ...parts });
	return groupLines([{ budget: group, reading }], [group], told).map(({ id }) => id);
}

describe("a line of a group", () => {
	test.each([
		[1.2, []],
		[1.21, [`research/${day.key}/trim/passed`]],
		[1.7, [`research/${day.key}/divert/passed`]],
		[9, [`research/${day.key}/ceiling/passed`]],
	])("at a ratio of %f is told as %j", (ratio, ids) => {
		expect(lines(ratio)).toEqual(ids);
	});

	test("is told once a day, a higher one after it, and no lower one", () => {
		const divert = `research/${day.key}/divert/passed`;
		expect(lines(1.6, [divert])).toEqual([]);
		expect(lines(1.3, [divert])).toEqual([]);
		expect(lines(2.1, [divert])).toEqual([`research/${day.key}/shutdown/passed`]);
		expect(lines(1.6, ["research/2026-03-01/divert/passed"])).toEqual([divert]);
	});

	test("is not told on old numbers, nor of a group that is not read yet", () => {
		expect(lines(2.1, [], { stale: true })).toEqual([]);
		expect(groupLines([], [group], [])).toEqual([]);
	});

	test("is told with its budget, its own day, its dearest members and that nothing was changed", async () => {
		const [line] = groupLines(
			[{ budget: group, reading: readingOf({ ratio: 1.51 }) }],
			[group],
			[],
		);
		if (line === undefined) throw new Error("no line is passed");
		const lab = endpointOf({ name: "exp-1", tags: ["lab"] });
		const postures = [
			postureOf({ observed: lab, price: knownPrice(2), replicasPoint: 2 }),
			postureOf({ price: knownPrice(90) }),
		];
		const context = { namespace: "acme", policy, mode: "enforce", now: at("12:00") } as const;
		const text = messageText(groupLineMessage(context, line, postures));
		await expect(text).toMatchFileSnapshot("./golden/group-line.enforce.txt");
	});
});
