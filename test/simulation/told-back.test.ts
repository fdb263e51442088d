import { describe, expect, test } from "vitest";
import { minuteMs } from "../../shared/domain/instant.ts";
import { hold, midnight, shortPlan } from "./short-day.ts";
import { Simulation } from "./simulation.ts";

describe("what came back although something else stays stopped by a person's order", () => {
	test.each([
		["is told", 0],
		["is told by the first pass after a silence in which it would have been forgotten", 40],
	])("%s", async (_, silentMinutes) => {
		const plan = shortPlan();
		const simulation = new Simulation(plan);
		const { scheduler, observer } = simulation;
		const silence = { from: midnight + 20 * minuteMs, minutes: silentMinutes };
		observer.look();
		for (let minute = 0; minute < 295; minute += 1) {
			const at = plan.start + minute * minuteMs;
			if (at >= silence.from && at < silence.from + silence.minutes * minuteMs) continue;
			scheduler.at(at, () => void simulation.spawn("meter", minute + 1));
		}
		const stop = { ...hold(plan.end + 60 * minuteMs), kind: "stop-now", endpoint: "a" } as const;
		scheduler.at(plan.faultsUntil - 10 * minuteMs, () => simulation.grant(stop, 7));
		scheduler.at(plan.faultsUntil, () => simulation.endFaults());
		await scheduler.runUntil(plan.end, () => observer.violation !== null);
		observer.finishNotices();
		expect(observer.violation).toBeNull();
		const told = observer.notes.filter((note) => /chat received .*\/restored\/down\//.test(note));
		expect(told).toHaveLength(1);
	});
});

test("what came back is told once, however often a tier rises while it is remembered", async () => {
	const plan = shortPlan();
	const simulation = new Simulation(plan);
	const { scheduler, observer } = simulation;
	observer.look();
	for (let minute = 0; minute < 240; minute += 1) {
		scheduler.at(plan.start + minute * minuteMs, () => void simulation.spawn("meter", minute + 1));
	}
	scheduler.at(midnight, () => simulation.endFaults());
	scheduler.at(midnight + 25 * minuteMs, () => simulation.setBudget(0.2));
	scheduler.at(midnight + 28 * minuteMs, () => simulation.setBudget(0.1));
	await scheduler.runUntil(midnight + 40 * minuteMs, () => observer.violation !== null);
	const told = observer.notes.filter((note) => /chat received .*\/restored\/down\//.test(note));
	expect(told).toHaveLength(1);
});
