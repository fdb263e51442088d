import fc from "fast-check";
import { expect, test } from "vitest";
import {
	type PackedSchedule,
	packSchedule,
	unpackSchedule,
} from "../../../shared/app/store/packed-schedule.ts";
import type { Scheduled, ScheduleState } from "../../../shared/domain/schedule.ts";
import { at } from "../../core/fixture.ts";

const instant = fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 });
const count = fc.nat(10_000);

const anyScheduled: fc.Arbitrary<Scheduled> = fc.record(
	{
		endpoint: fc.string({ minLength: 1, maxLength: 32 }),
		createdAt: instant,
		dueAt: instant,
		minReplica: count,
		maxReplica: count,
		paused: fc.boolean(),
		configuredMax: count,
		isSet: fc.boolean(),
		outcome: fc.constantFrom("written", "yielded"),
		updatedAt: instant,
		isHeld: fc.boolean(),
		intended: fc.record({
			action: fc.constantFrom("scale", "pause", "resume"),
			minReplica: count,
			maxReplica: count,
		}),
	},
	{
		requiredKeys: [
			"endpoint",
			"createdAt",
			"dueAt",
			"minReplica",
			"maxReplica",
			"paused",
			"configuredMax",
			"isSet",
			"outcome",
		],
	},
);

function stateOf(endpoints: readonly Scheduled[]): ScheduleState {
	const lookedAt = at("08:00");
	return { key: "[]", since: at("00:00"), fingerprint: "f", lookedAt, isWaiting: true, endpoints };
}

test("what is stored of the schedules is read back as it was", () => {
	fc.assert(
		fc.property(fc.array(anyScheduled), (endpoints) => {
			const state = stateOf(endpoints);
			const stored = JSON.parse(JSON.stringify(packSchedule(state))) as PackedSchedule;
			expect(unpackSchedule(stored)).toEqual(state);
		}),
	);
});

test("an item of an older version, whose endpoints stand as they are, is read as well", () => {
	fc.assert(
		fc.property(fc.array(anyScheduled), (endpoints) => {
			const state = stateOf(endpoints);
			expect(unpackSchedule(state)).toEqual(state);
		}),
	);
});

test("1,500 endpoints with long names that are all due at once fit into one item", () => {
	const endpoints = Array.from({ length: 1_500 }, (_, index): Scheduled => {
		const own = { minReplica: 10, maxReplica: 100 };
		return {
			endpoint: `${index}-`.padEnd(32, "n"),
			createdAt: at("00:00"),
			dueAt: at("08:00"),
			...own,
			paused: false,
			configuredMax: 100,
			isSet: true,
			outcome: "written",
			updatedAt: at("07:59"),
			isHeld: true,
			intended: { action: "resume", ...own },
		};
	});
	expect(JSON.stringify(packSchedule(stateOf(endpoints))).length).toBeLessThan(250_000);
});
