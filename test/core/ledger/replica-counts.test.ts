import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	changedCounts,
	gapCounts,
	replicaCounts,
} from "../../../shared/core/ledger/replica-counts.ts";
import { endpointOf } from "../fixture.ts";
import { rowsOf, triple } from "../table.ts";

const sampled = `
	| state        | ready | target | lo-point-hi |
	| ------------ | ----- | ------ | ----------- |
	| running      | 2     | 2      | 2-2-2       |
	| running      | 1     | 3      | 1-3-3       |
	| running      | 3     | 1      | 3-3-3       |
	| initializing | 0     | 1      | 0-1-1       |
	| updating     | 2     | 2      | 2-2-2       |
	| updateFailed | 2     | 2      | 2-2-2       |
	| unheardOf    | 1     | 2      | 1-2-2       |
	| pending      | 0     | 2      | 0-0-2       |
	| paused       | 0     | 0      | 0-0-0       |
	| failed       | 0     | 1      | 0-0-1       |
	| scaledToZero | 0     | 0      | 0-0-0       |
	| scaledToZero | 0     | 1      | 0-0-1       |
`;

test.each(rowsOf<"state" | "ready" | "target" | "lo-point-hi">(sampled))(
	"one list of $state with $ready ready of $target counts $lo-point-hi",
	(row) => {
		const endpoint = endpointOf({
			state: row.state,
			readyReplica: Number(row.ready),
			targetReplica: Number(row.target),
		});
		expect(replicaCounts(endpoint)).toEqual(triple(row["lo-point-hi"]));
	},
);

const changed = `
	| before | after | between | why                                            |
	| ------ | ----- | ------- | ---------------------------------------------- |
	| 2-2-2  | 4-4-4 | 2-4-4   | lo the smaller, point the later, hi the larger |
	| 4-4-4  | 2-2-2 | 2-2-4   | when it falls as well                          |
	| 1-3-3  | 2-2-2 | 1-2-3   | with bounds on the one side                    |
	| 0-0-0  | 1-1-1 | 0-1-1   | a start                                        |
	| 3-3-3  | 0-0-0 | 0-0-3   | a stop                                         |
`;

test.each(rowsOf<"before" | "after" | "between" | "why">(changed))(
	"between lists of $before and $after stands $between: $why",
	(row) => {
		expect(changedCounts(triple(row.before), triple(row.after))).toEqual(triple(row.between));
	},
);

const gap = `
	| known | before  | bounds  | after   | bounds after  | between | why                                    |
	| ----- | ------- | ------- | ------- | ------------- | ------- | -------------------------------------- |
	| 2-2-2 | running | 1-4     | running | 1-4           | 1-2-4   | configured minimum, last known, maximum |
	| 2-2-2 | running | 0-4     | running | 0-4           | 0-2-4   | it may sleep                           |
	| 2-2-2 | running | 1-4     | paused  | 1-4           | 0-2-4   | paused at the far end                  |
	| 0-0-0 | paused  | 1-4     | running | 1-4           | 0-0-4   | paused at the near end                 |
	| 2-2-2 | running | 1-4     | gone    | 0-0           | 0-2-4   | it vanished                            |
	| 2-2-2 | running | 1-4     | running | 0-9           | 0-2-9   | the later configuration counts as well |
	| 0-0-0 | paused  | 0-0     | gone    | 0-0           | 0-0-1   | it may have been resumed and deleted   |
	| 0-0-0 | paused  | 0-0     | paused  | 0-0           | 0-0-0   | its ranges can still be read           |
	| 2-2-2 | running | 0-9     | running | 1-4           | 0-2-9   | the earlier one too                    |
	| 6-6-6 | running | 1-4     | running | 1-4           | 1-6-6   | more were seen than the maximum        |
	| 1-3-3 | running | 2-4     | running | 2-4           | 2-3-4   | the minimum is certain                 |
	| 0-0-1 | failed  | 1-4     | running | 1-4           | 0-0-4   | nothing is certain of a failed one     |
`;

test.each(
	rowsOf<"known" | "before" | "bounds" | "after" | "bounds after" | "between" | "why">(gap),
)("a gap after $known, $bounds, then $after stands for $between: $why", (row) => {
	const before = endpointOf({ state: row.before, ...configured(row.bounds) });
	const after = endpointOf({ state: row.after, ...configured(row["bounds after"]) });
	const counts = gapCounts(triple(row.known), before, row.after === "gone" ? null : after);
	expect(counts).toEqual(triple(row.between));
});

describe("whatever was seen", () => {
	const endpoint = fc
		.record({
			state: fc.constantFrom("running", "updating", "paused", "failed", "pending", "scaledToZero"),
			readyReplica: fc.nat(6),
			targetReplica: fc.nat(6),
			minReplica: fc.nat(3),
			maxReplica: fc.integer({ min: 3, max: 8 }),
		})
		.map(endpointOf);

	test("lo is at most point, and point at most hi, in every row of the table", () => {
		fc.assert(
			fc.property(endpoint, fc.option(endpoint), (before, after) => {
				const known = replicaCounts(before);
				const next = after === null ? { lo: 0, point: 0, hi: 0 } : replicaCounts(after);
				for (const { lo, point, hi } of [
					known,
					changedCounts(known, next),
					gapCounts(known, before, after),
				]) {
					expect(lo).toBeLessThanOrEqual(point);
					expect(point).toBeLessThanOrEqual(hi);
					expect(lo).toBeGreaterThanOrEqual(0);
				}
			}),
		);
	});
});

function configured(cell: string): { minReplica: number; maxReplica: number } {
	const [minReplica = 0, maxReplica = 0] = cell.split("-").map(Number);
	return { minReplica, maxReplica };
}
