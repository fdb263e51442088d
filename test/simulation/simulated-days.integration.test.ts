import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { simulateRun } from "./simulate-run.ts";

/** So many runs of four days each: what fits into a minute of a busy machine. */
const runs = 8;
const seed = Number.parseInt(commitOf().slice(0, 7), 16) || 1;

test.each(Array.from({ length: runs }, (_, index) => index))(
	`run %i of seed ${seed} keeps every promise`,
	async (index) => {
		const { violation, notes } = await simulateRun({ seed, index });
		const last = notes.slice(-30).join("\n");
		const again = `npm run simulate -- --seed ${seed} --run ${index} --trace`;
		expect(violation, `${again}\n${last}`).toBeNull();
	},
);

test("the same seed gives the same run", async () => {
	const [one, other] = [
		await simulateRun({ seed: 7, index: 3 }),
		await simulateRun({ seed: 7, index: 3 }),
	];
	expect(one.notes).toEqual(other.notes);
	expect(one.counts).toEqual(other.counts);
});

function commitOf(): string {
	try {
		return execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
	} catch {
		return "1";
	}
}
