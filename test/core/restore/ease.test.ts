import { describe, expect, test } from "vitest";
import type { Gate } from "../../../shared/core/restore/gate.ts";
import type { Held } from "../../../shared/domain/control.ts";
import type { GroupBudget, Tier } from "../../../shared/domain/policy.ts";
import {
	at,
	day,
	endpointOf,
	heldOf,
	overrideOf,
	pausedWrite,
	policyOf,
	readingOf,
} from "../fixture.ts";
import { plan, recordFor } from "./restore-case.ts";

const hourly = { enforce: ["hour", "day"] as const };
const acting = policyOf({}, hourly);

/** `chat`, min 1 max 4 with two replicas, stopped at 11:00 by the tier of the hour. */
function stoppedByHour(parts: Partial<Held> = {}): Held {
	return heldOf({ tier: "shutdown", method: "pause", written: pausedWrite, ...parts });
}

function eased(held: Held, tier: Tier, parts: Parameters<typeof plan>[1] = {}) {
	const facts = {
		tier,
		policy: acting,
		endpoints: [endpointOf({ state: "paused" })],
		reading: readingOf({ ratio: 1.3 }),
		records: [recordFor(held, { takenAt: at("11:00") })],
		now: at("12:00"),
		...parts,
	};
	const { steps, waiting } = plan([held], facts);
	const [step] = steps;
	return step === undefined ? waiting[0]?.reason : (step.eased ?? step.reason);
}

describe("when the hour is over and a softer tier of the day stands", () => {
	test("what was stopped runs again with what that tier asks, although the day is over its budget", () => {
		expect(eased(stoppedByHour(), "trim")).toEqual({
			tier: "trim",
			group: null,
			periodKey: day.key,
			method: "cap",
			minReplica: 1,
			maxReplica: 1,
		});
	});

	test("it stays stopped while the tier that asked for it, or a harder one, stands", () => {
		expect(eased(stoppedByHour(), "shutdown")).toBe("period-runs");
		expect(eased(stoppedByHour(), "ceiling")).toBe("period-runs");
		expect(eased(stoppedByHour({ tier: "trim" }), "trim")).toBe("period-runs");
	});

	test("it comes back as it was where that tier asks nothing of it", () => {
		const rules = [{ name: "chat", criticality: "critical" as const }];
		expect(eased(stoppedByHour(), "trim", { policy: policyOf({ rules }, hourly) })).toBe(
			"softer-tier",
		);
	});

	test("not where only the day acts, nor where it waited for money before the softer line was crossed", () => {
		expect(eased(stoppedByHour(), "trim", { policy: policyOf() })).toBe("period-runs");
		expect(eased(stoppedByHour(), "trim", { lastOkAt: at("11:30") })).toBe("period-runs");
		expect(eased(stoppedByHour(), "trim", { lastOkAt: at("10:30") })).toMatchObject({
			tier: "trim",
		});
	});

	test("not where milder steps had no effect, nor a second time on one day", () => {
		expect(eased(stoppedByHour({ rung: 1 }), "trim")).toBe("period-runs");
		expect(eased(stoppedByHour({ isAgain: true }), "trim")).toBe("stopped-again");
	});

	test("not what was stopped on an earlier day, nor what a person wants stopped", () => {
		expect(eased(stoppedByHour({ periodKey: "2026-03-01" }), "trim")).toBe("period-runs");
		const stop = overrideOf({ kind: "stop-now" });
		expect(eased(stoppedByHour(), "trim", { overrides: [stop] })).toBe("period-runs");
		expect(day.key).toBe(stoppedByHour().periodKey);
	});

	test("the next wave begins when a newer list has shown the last one", () => {
		const last = heldOf({ endpoint: "other", easedAt: at("12:00") });
		const held = stoppedByHour();
		const facts = {
			tier: "trim" as const,
			policy: acting,
			endpoints: [endpointOf({ state: "paused" })],
			reading: readingOf({ ratio: 1.3 }),
			records: [recordFor(held, { takenAt: at("11:00") })],
			now: at("12:00"),
		};
		expect(plan([held, last], facts).steps).toEqual([]);
		const seen = { ...last, easedAt: at("11:58") };
		expect(plan([held, seen], facts).steps).toHaveLength(1);
	});
});

describe("when the hour of a group is over and a softer tier stands", () => {
	const lab: GroupBudget = { ...acting.budget, name: "lab", members: [{ tag: "lab" }] };
	const policy = policyOf({ groups: [lab] });
	const endpoints = [endpointOf({ state: "paused", tags: ["lab"] })];
	const ofGroup = (parts: Partial<Held> = {}) => stoppedByHour({ budget: "lab", ...parts });

	function easedInGroup(held: Held, gate: Partial<Gate>, parts: Parameters<typeof plan>[1] = {}) {
		const reading = readingOf({ ratio: 1.3 });
		const own: Gate = {
			budget: lab,
			reading,
			tier: "trim",
			endedAt: null,
			usualRestMicroUsd: null,
		};
		return eased(held, "ok", { policy, endpoints, groups: [{ ...own, ...gate }], ...parts });
	}

	test("what the group stopped runs again with what the group's day asks", () => {
		expect(easedInGroup(ofGroup(), {})).toEqual({
			tier: "trim",
			group: "lab",
			periodKey: day.key,
			method: "cap",
			minReplica: 1,
			maxReplica: 1,
		});
	});

	test("with what the namespace asks where that is harder, and not while that asks for the stop", () => {
		const divert = { tier: "divert" as const };
		expect(easedInGroup(ofGroup(), {}, divert)).toMatchObject({ tier: "divert", group: null });
		expect(easedInGroup(ofGroup(), {}, { tier: "shutdown" })).toBe("period-runs");
	});

	test("not while the group stands at it, nor where only the group's day acts", () => {
		expect(easedInGroup(ofGroup(), { tier: "shutdown" })).toBe("period-runs");
		const daily: GroupBudget = { ...lab, enforce: ["day"] };
		expect(easedInGroup(ofGroup(), { budget: daily })).toBe("period-runs");
	});

	test("not what waited for money while the group was within its budget", () => {
		expect(easedInGroup(ofGroup(), { lastOkAt: at("11:30") })).toBe("period-runs");
		expect(easedInGroup(ofGroup(), { lastOkAt: at("10:30") })).toMatchObject({ tier: "trim" });
		// That of the namespace says nothing of the group.
		expect(easedInGroup(ofGroup(), {}, { lastOkAt: at("11:30") })).toMatchObject({ tier: "trim" });
	});

	test("what the namespace asks that has stood ever since, although the group is under all its lines", () => {
		const over = { tier: "ok", lastOkAt: at("11:30") } as const;
		const since = (aboveSince: string) => ({ tier: "trim", aboveSince: at(aboveSince) }) as const;
		expect(easedInGroup(ofGroup(), over, since("10:00"))).toMatchObject({ group: null });
		expect(easedInGroup(ofGroup(), over, since("11:30"))).toMatchObject({ group: null });
		expect(easedInGroup(ofGroup(), over, since("11:31"))).toBe("period-runs");
		expect(easedInGroup(ofGroup(), over, { tier: "trim" })).toBe("period-runs");
	});

	test("and what the group asks, where the hour was the namespace's", () => {
		const both = policyOf({ groups: [lab] }, hourly);
		const over = { tier: "ok", lastOkAt: at("11:30"), policy: both } as const;
		const since = (aboveSince: string) => ({ aboveSince: at(aboveSince) });
		const held = stoppedByHour();
		expect(easedInGroup(held, since("10:00"), over)).toMatchObject({ group: "lab" });
		expect(easedInGroup(held, since("11:31"), over)).toBe("period-runs");
	});

	test("not what the group stopped on an earlier day of its own, or without effect of milder steps", () => {
		expect(easedInGroup(ofGroup({ periodKey: "2026-03-01" }), {})).toBe("period-runs");
		expect(easedInGroup(ofGroup({ rung: 1 }), {})).toBe("period-runs");
	});
});
