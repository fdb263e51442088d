import { describe, expect, test } from "vitest";
import {
	decideGroups,
	latchesAfter,
	standingsOf,
	storedStandings,
} from "../../../shared/core/decide/decide-budgets.ts";
import type { GroupBudget } from "../../../shared/domain/policy.ts";
import type { Reading } from "../../../shared/domain/reading.ts";
import type { GroupLatch } from "../../../shared/domain/standing.ts";
import { at, day, dayMs, policyOf, readingOf } from "../fixture.ts";

const members = [{ tag: "lab" }];
const lab: GroupBudget = { ...policyOf().budget, name: "lab", members };
const policy = policyOf({ groups: [lab] });
const now = at("12:00");

function decided(reading: Reading, latches: readonly GroupLatch[] = [], budget = lab) {
	const readings = [{ budget, reading }];
	const decisions = decideGroups({ readings, latches, policy, now, isPointSuspended: false });
	return { decisions, latches: latchesAfter(decisions, latches, policy) };
}

function latchOf(parts: Partial<GroupLatch> = {}): GroupLatch {
	return {
		budget: "lab",
		periodKey: day.key,
		tier: "shutdown",
		tierSince: at("10:00"),
		budgetMicroUsd: lab.dailyMicroUsd,
		belowSince: null,
		uncertainSince: null,
		endedAt: null,
		...parts,
	};
}

describe("each group has a latch of its own", () => {
	test("it begins with its line, and stays while spend is below it in the same day", () => {
		const first = decided(readingOf({ ratio: 1.3 }));
		expect(first.latches).toMatchObject([{ budget: "lab", tier: "trim", tierSince: now }]);
		const later = decided(readingOf({ ratio: 1.19 }), first.latches);
		expect(later.latches).toMatchObject([{ tier: "trim" }]);
	});

	test("since when it has been above a line is known, whatever line it passed since", () => {
		const before = latchOf({ tier: "trim", tierSince: at("10:00") });
		const { decisions, latches } = decided(readingOf({ ratio: 2.5 }), [before]);
		expect(latches).toMatchObject([{ tier: "shutdown", tierSince: now }]);
		const readings = decisions.map(({ budget, reading }) => ({ budget, reading }));
		const since = [{ tier: "shutdown", aboveSince: at("10:00") }];
		expect(standingsOf(decisions, [before])).toMatchObject(since);
		expect(storedStandings(readings, latches)).toMatchObject(since);
		const again = decided(readingOf({ ratio: 2.6 }), latches);
		expect(standingsOf(again.decisions, latches)).toMatchObject(since);
	});

	test("a group within its budget is not stored at all", () => {
		expect(decided(readingOf({ ratio: 1.1 })).latches).toEqual([]);
	});

	test("it ends with the group's own day, and when it ended is known until that day is over", () => {
		const period = { ...day, key: "2026-03-03", from: now, to: now + dayMs };
		const { latches } = decided(readingOf({ ratio: 0, period }), [latchOf()]);
		expect(latches).toMatchObject([{ periodKey: "2026-03-03", tier: "ok", endedAt: now }]);
		const next = { ...period, key: "2026-03-04" };
		expect(decided(readingOf({ ratio: 0, period: next }), latches).latches).toEqual([]);
	});

	test("an hour tier of the day before is not carried into a day that begins on old data", () => {
		const period = { ...day, key: "2026-03-03", from: now, to: now + dayMs };
		const hour = { tier: "shutdown", dayTier: "ok", times: 2, belowSince: null } as const;
		const hourly: GroupBudget = { ...lab, enforce: ["hour", "day"] };
		const old = readingOf({ ratio: 0, period, stale: true });
		const { latches } = decided(old, [latchOf({ hour })], hourly);
		expect(latches).toMatchObject([{ tier: "ok" }]);
		expect(latches[0]?.hour).toBeUndefined();
	});

	test("a larger budget ends it, as a raise does", () => {
		const larger = { ...lab, dailyMicroUsd: 2 * lab.dailyMicroUsd };
		const reading = readingOf({ ratio: 1.1, budgetMicroUsd: larger.dailyMicroUsd });
		expect(decided(reading, [latchOf()], larger).latches).toEqual([]);
	});

	test("where its hour acts, it is known until the end of the day when it last came under every line", () => {
		const hourly: GroupBudget = { ...lab, enforce: ["hour", "day"] };
		const larger = { ...hourly, dailyMicroUsd: 2 * lab.dailyMicroUsd };
		const reading = readingOf({ ratio: 0.5, budgetMicroUsd: larger.dailyMicroUsd });
		const over = decided(reading, [latchOf()], larger);
		expect(over.latches).toMatchObject([{ tier: "ok", lastOkAt: now }]);
		const again = decided({ ...reading, ...readingOf({ ratio: 1.3 }) }, over.latches, larger);
		expect(again.latches).toMatchObject([{ tier: "trim", lastOkAt: now }]);
		expect(standingsOf(again.decisions, over.latches)).toMatchObject([{ lastOkAt: now }]);
		expect(storedStandings([{ budget: larger, reading }], again.latches)).toMatchObject([
			{ lastOkAt: now },
		]);
		const period = { ...day, key: "2026-03-03", from: now, to: now + dayMs };
		const next = decided(readingOf({ ratio: 0.5, period }), over.latches, larger);
		expect(next.latches).toEqual([]);
	});

	test("old data decide nothing new", () => {
		const { latches } = decided(readingOf({ ratio: 3.5, stale: true }), [latchOf()]);
		expect(latches).toMatchObject([{ tier: "shutdown", tierSince: at("10:00") }]);
	});

	test("a larger budget that came on old data ends it with the first new ones", () => {
		const larger = { ...lab, dailyMicroUsd: 2 * lab.dailyMicroUsd };
		const reading = readingOf({ ratio: 1.1, budgetMicroUsd: larger.dailyMicroUsd });
		const blind = decided({ ...reading, stale: true }, [latchOf()], larger);
		expect(blind.latches).toMatchObject([{ tier: "shutdown" }]);
		expect(decided(reading, blind.latches, larger).latches).toEqual([]);
	});

	test("a group that is not in the policy any more is forgotten, one that is not metered yet is not", () => {
		const known = [latchOf(), latchOf({ budget: "gone" })];
		expect(latchesAfter([], known, policy).map(({ budget }) => budget)).toEqual(["lab"]);
	});
});

test("the absolute ceiling is the namespace's, unless the group has one of its own", () => {
	const far = readingOf({ ratio: 4 });
	expect(decided(far).decisions[0]?.decision.tier).toBe("shutdown");
	const own = { ...lab, hasCeiling: true };
	expect(decided(far, [], own).decisions[0]?.decision.tier).toBe("ceiling");
});

test("a page shows a group as guard left it, and one of yesterday as over", () => {
	const reading = readingOf({ ratio: 2.2 });
	const [now1] = storedStandings([{ budget: lab, reading }], [latchOf()]);
	expect(now1).toMatchObject({ tier: "shutdown", endedAt: null });
	const [over] = storedStandings([{ budget: lab, reading }], [latchOf({ periodKey: "old" })]);
	expect(over?.tier).toBe("ok");
	const { decisions, latches } = decided(reading);
	expect(standingsOf(decisions, [])).toEqual(storedStandings([{ budget: lab, reading }], latches));
});
