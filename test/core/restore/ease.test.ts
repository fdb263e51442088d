import { describe, expect, test } from "vitest";
import type { Held } from "../../../shared/domain/control.ts";
import type { Tier } from "../../../shared/domain/policy.ts";
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
