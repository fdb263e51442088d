import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Kill, runSmallDay, type SmallDay } from "../local/kill/small-day.ts";
import { temporaryFolder } from "../local/temporary-folder.ts";

/** Minutes of the short day, by what their passes do. */
const passes = [
	{ minute: 1, what: "the first look" },
	{ minute: 2, what: "the first cap" },
	{ minute: 3, what: "the second cap, after its replicas went" },
	{ minute: 8, what: "a quiet pass" },
	{ minute: 9, what: "the pauses" },
	{ minute: 13, what: "an order to restore" },
	{ minute: 14, what: "the second restore" },
] as const;

/** Fewer points than this would mean that a pass lost a step, or that the count broke. */
const fewestPoints = 240;
const timeoutMs = 600_000;

let folder = "";
beforeAll(() => {
	folder = temporaryFolder("guardrail-kill-");
});
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

describe("a process that is killed at any port call and started again", () => {
	test("leaves a whole ledger, the postures as ordered, nothing counted twice and nothing done twice", {
		timeout: timeoutMs,
	}, async () => {
		const whole = await runSmallDay(join(folder, "whole.db"), 1, null);
		expect(broken(whole)).toEqual([]);
		let points = 0;
		const failures: string[] = [];
		for (const { minute, what } of passes) {
			const { calls } = await runSmallDay(join(folder, "count.db"), minute, null);
			for (const { kill, name } of killsOf(minute, calls)) {
				points += 1;
				const day = await runSmallDay(join(folder, "killed.db"), minute, kill);
				const where = `${what}: killed ${kill.phase} call ${kill.index}, ${name}`;
				const stories = what === watchedCap ? [story, storyWithoutCap] : [story];
				failures.push(...broken(day, stories).map((promise) => `${where}: ${promise}`));
			}
		}
		process.stdout.write(`kill points: ${points}\n`);
		expect(failures).toEqual([]);
		expect(points).toBeGreaterThanOrEqual(fewestPoints);
	});
});

/** Before every call; after it only where it has an effect (after a read is before the next call). */
function killsOf(minute: number, calls: readonly string[]) {
	return calls.flatMap((name, index) => {
		const phases = hasEffect(name) ? (["before", "after"] as const) : (["before"] as const);
		return phases.map((phase) => ({
			name,
			kill: { minute, index, phase } satisfies NonNullable<Kill>,
		}));
	});
}

function hasEffect(name: string): boolean {
	return /^(table\.(put|putAll|delete)|PUT|POST .*\/(pause|resume)|receiver)/.test(name);
}

const story = ["updated", "paused", "resumed", "updated"];
/** The first cap ever is watched before there is a second one: killed then, the other's line may come first. */
const storyWithoutCap = story.slice(1);
const watchedCap = "the first cap";
const endpoints = ["first-70b", "second-70b"];
/** A process that is down while a line is passed finds the next one passed too: one notice for the jump. */
const said = [/(trim|divert)\/up/, /shutdown\/up/, /restored\/down/];

/** Every promise that the day broke, in a sentence. */
function broken(day: SmallDay, stories: readonly (readonly string[])[] = [story]): string[] {
	const { lo, point, hi } = day.metered;
	const problems: string[] = [];
	if (!(lo <= day.trueMicroUsd && day.trueMicroUsd <= hi)) {
		problems.push(`the bill ${day.trueMicroUsd} is not within ${lo}..${hi}`);
	}
	const errorRatio = Math.abs(point - day.trueMicroUsd) / day.trueMicroUsd;
	if (errorRatio > 0.0002) problems.push(`metered ${point}, billed ${day.trueMicroUsd}`);
	for (const endpoint of endpoints) {
		const kinds = day.changes
			.filter((change) => change.startsWith(endpoint))
			.map((change) => change.split(" ")[1]);
		if (!stories.some((each) => kinds.join() === each.join()))
			problems.push(`${endpoint}: ${kinds.join(", ")}`);
	}
	const wanted = endpoints.map((endpoint) => `${endpoint} running 3..4`);
	if (day.configurations.join() !== wanted.join()) {
		problems.push(`at the end ${day.configurations.join(" and ")}`);
	}
	if (day.control.held.some(({ status }) => status !== "restored")) {
		problems.push(`held: ${day.control.held.map(({ status }) => status).join()}`);
	}
	for (const words of said) {
		const count = day.notices.filter((id) => words.test(id)).length;
		if (count < 1 || count > 3) problems.push(`${words.source} was said ${count} times`);
	}
	return problems;
}
