import { describe, expect, test } from "vitest";
import { waitReasonText } from "../../../shared/core/notify/event-message.ts";
import type { Gate } from "../../../shared/core/restore/gate.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { GroupBudget } from "../../../shared/domain/policy.ts";
import { at, day, endpointOf, exactly, overrideOf, policyOf, readingOf } from "../fixture.ts";
import { capped, plan, stopped, verdict } from "./restore-case.ts";

const lab: GroupBudget = { ...policyOf().budget, name: "lab", members: [{ tag: "lab" }] };
const policy = policyOf({ groups: [lab] });
const endpoints = [endpointOf({ name: "a", tags: ["lab"] }), endpointOf({ name: "b" })];

function gateOf(parts: Partial<Gate> = {}): Gate {
	const reading = readingOf({ ratio: 0, at: at("00:20"), floorMicroUsd: microUsdOf(20) });
	return { budget: lab, reading, tier: "ok", endedAt: null, usualRestMicroUsd: null, ...parts };
}

function judged(name: string, gate: Gate, parts: Parameters<typeof verdict>[1] = {}) {
	return verdict(stopped(name), { policy, endpoints, groups: [gate], ...parts });
}

describe("an endpoint comes back when every budget that holds it is clean", () => {
	test("not while its group is over a line; one outside the group does not wait for it", () => {
		expect(judged("a", gateOf({ tier: "trim" }))).toBe("period-runs");
		expect(judged("b", gateOf({ tier: "trim" }))).toBe("new-period");
	});

	test("not in the first minutes after a tier of its group ended", () => {
		const young = { ...day, from: at("00:10") };
		const reading = readingOf({ ratio: 0, at: at("00:20"), period: young });
		expect(judged("a", gateOf({ reading, endedAt: at("00:10") }))).toBe("too-early");
		expect(judged("a", gateOf({ reading, endedAt: null }))).toBe("new-period");
	});

	test("what a group stopped is of the group's day", () => {
		const held = stopped("a", { budget: "lab", periodKey: day.key });
		const facts = { policy, endpoints, groups: [gateOf()] };
		expect(verdict(held, facts)).toBe("correction");
		expect(verdict({ ...held, periodKey: "2026-03-01" }, facts)).toBe("new-period");
	});

	test("a paused one only where the group's own floor and usual day carry it", () => {
		const full = readingOf({ ratio: 0, at: at("00:20"), floorMicroUsd: microUsdOf(99) });
		expect(judged("a", gateOf({ reading: full }))).toBe("over-budget");
		expect(judged("a", gateOf({ usualRestMicroUsd: microUsdOf(101) }))).toBe("over-budget");
		expect(judged("b", gateOf({ reading: full }))).toBe("new-period");
		const facts = { policy, endpoints, groups: [gateOf({ reading: full })] };
		expect(verdict(capped("a"), facts)).toBe("new-period");
	});

	test("where the group's budget is in the way, its name and numbers are told, else none", () => {
		const full = readingOf({
			ratio: 0.2,
			at: at("00:20"),
			floorMicroUsd: microUsdOf(99),
			spent: exactly(12),
		});
		const facts = { policy, endpoints, groups: [gateOf({ reading: full })] };
		const [wait] = plan([stopped("a")], facts).waiting;
		expect(wait?.over).toEqual({
			group: "lab",
			spentMicroUsd: microUsdOf(12),
			budgetMicroUsd: microUsdOf(100),
		});
		expect(wait === undefined ? "" : waitReasonText(wait)).toBe(
			"the floor of group lab with it would pass the group's new budget (today $12.00 of $100)",
		);
	});

	test("what does not fit the group takes no room from who is outside it", () => {
		const full = readingOf({ ratio: 0, at: at("00:20"), floorMicroUsd: microUsdOf(99) });
		const held = [stopped("a"), stopped("b")];
		const made = plan(held, { policy, endpoints, groups: [gateOf({ reading: full })] });
		expect(made.steps.map(({ held: { endpoint } }) => endpoint)).toEqual(["b"]);
	});

	test("with an envelope of the group, a cap stays where the group's line would not hold", () => {
		const wide = readingOf({ ratio: 0, at: at("00:20"), ceilingMicroUsd: microUsdOf(199) });
		const own = { ...lab, envelope: true };
		const facts = { policy, endpoints, groups: [gateOf({ budget: own, reading: wide })] };
		expect(verdict(capped("a"), facts)).toBe("envelope");
		expect(verdict(capped("b"), facts)).toBe("new-period");
	});
});

test("a person brings it back whatever the budgets say, but not over the ceiling of one", () => {
	const wish = overrideOf({ kind: "restore-now", grantedAt: at("00:10"), expiresAt: at("02:00") });
	const facts = { overrides: [wish] };
	expect(judged("a", gateOf({ tier: "shutdown" }), facts)).toBe("restore-now");
	expect(judged("a", gateOf({ tier: "ceiling" }), facts)).toBe("period-runs");
});

test("a group that the policy does not name any more holds nothing", () => {
	const held = stopped("a", { budget: "gone", periodKey: "2026-03-02" });
	expect(verdict(held, { endpoints })).toBe("correction");
});

test("under a group that is not metered yet nothing comes back", () => {
	expect(verdict(stopped("a"), { policy, endpoints, groups: [] })).toBe("stale-data");
	expect(verdict(stopped("b"), { policy, endpoints, groups: [] })).toBe("new-period");
});
