import { describe, expect, test } from "vitest";
import { hourMs, type Instant, minuteMs, secondMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { policyOf } from "../../core/fixture.ts";
import { midnight, stage } from "../../peers/stage.ts";

const nextDay = midnight + 24 * hourMs;
const rich = { dailyMicroUsd: microUsdOf(10_000) };

/** After three hours at $10 it is over its shutdown line, and under its ceiling. */
const poor = { dailyMicroUsd: microUsdOf(12) };
const poorFleet = policyOf({}, poor);
const group = {
	...policyOf({}, poor).budget,
	name: "lab",
	zone: "Asia/Kathmandu",
	members: [{ name: "chat" }],
};
const poorGroup = policyOf({ groups: [group], hash: "policy-of-lab" }, rich);
/** At 18:15 UTC a day of the group ends; that of the namespace goes on. */
const nextDayOfGroup = midnight + 18 * hourMs + 15 * minuteMs;

type Lived = {
	readonly end?: Instant;
	/** Of the pass, after the end of the day. */
	readonly at: number;
	/** Until when its first read of the endpoint lasts. */
	readonly readUntil?: number;
	readonly policy?: typeof poorFleet;
	readonly isOrdered?: boolean;
};

/** What one pass did that found the budget spent, at so many seconds from the end of the day. */
async function doneBy({ end = nextDay, policy = poorFleet, isOrdered, ...seconds }: Lived) {
	let readUntil: Instant | null = null;
	const before = (call: string) => {
		if (readUntil === null || !call.startsWith("get")) return;
		made.waitUntil(readUntil);
		readUntil = null;
	};
	const made = stage({ before, policy: policyOf({}, rich), start: end - 3 * hourMs });
	await made.until(end - minuteMs);
	if (isOrdered === true) await made.order({ kind: "stop-now", endpoint: "chat" });
	made.waitUntil(end + seconds.at * secondMs);
	if (seconds.readUntil !== undefined) readUntil = end + seconds.readUntil * secondMs;
	await made.meter(policy);
	await made.guard(policy);
	return { changes: made.changes(), held: (await made.control()).held, made };
}

describe("what a budget's day asks for is not begun where it would land in the next one", () => {
	test("nothing is paused in the last ten seconds of a day, and nothing is held for it", async () => {
		const { changes, held } = await doneBy({ at: -9 });
		expect(changes).toEqual([]);
		expect(held).toEqual([]);
	});

	test("nor where the read before the pause lasts into them", async () => {
		const { changes, held } = await doneBy({ at: -20, readUntil: 1 });
		expect(changes).toEqual([]);
		expect(held).toEqual([]);
	});

	test("before, it is paused", async () => {
		expect((await doneBy({ at: -11 })).changes).toEqual(["paused"]);
	});

	test("the new day leaves it running", async () => {
		const { made } = await doneBy({ at: -9 });
		await made.minutes(5, poorFleet);
		expect(made.configuration("chat")).toBe("1..4");
	});

	test("what a person ordered to stop is stopped at any time", async () => {
		const { changes } = await doneBy({ at: -9, isOrdered: true });
		expect(changes).toEqual(["paused"]);
	});
});

describe("what the budget of a group asks for goes by the group's own day", () => {
	const ofGroup = { policy: poorGroup, end: nextDayOfGroup };

	test("nothing is paused in its last ten seconds", async () => {
		expect((await doneBy({ ...ofGroup, at: -9 })).changes).toEqual([]);
	});

	test("and what is left of the namespace's day says nothing", async () => {
		expect((await doneBy({ policy: poorGroup, at: -9 })).changes).toEqual(["paused"]);
	});
});
