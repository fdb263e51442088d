import { expect, test } from "vitest";
import { minuteMs } from "../../shared/domain/instant.ts";
import { shortPlan } from "./short-day.ts";
import { Simulation } from "./simulation.ts";

test("what was resumed and not yet put back is stopped again when a line is crossed before the next try", async () => {
	const { simulation, failed } = await crossedAgain();
	expect(failed()).toBe(1);
	expect(simulation.observer.violation).toBeNull();
	const states = simulation.account.list().map(({ name, state }) => `${name} ${state}`);
	expect(states).toContain("a paused");
	expect(simulation.observer.notes.join("\n")).toMatch(/control: a restoring to applied/);
});

test("and comes back as people had it once the line is no longer crossed", async () => {
	const { simulation } = await crossedAgain({ untilMidnight: true });
	simulation.observer.finish();
	expect(simulation.observer.violation).toBeNull();
	const back = simulation.account.find("a");
	expect(back?.state).not.toBe("paused");
	expect(back?.scaling).toMatchObject({ minReplica: 1, maxReplica: 4 });
});

/** Stopped, on its way back with a budget that was raised, and short of it again a minute after the first try. */
async function crossedAgain({ untilMidnight = false } = {}) {
	const plan = { ...shortPlan(), settings: { ...shortPlan().settings, resumeResetsToOne: true } };
	const simulation = new Simulation(plan);
	const { scheduler, observer } = simulation;
	let failures = 0;
	observer.look();
	for (let minute = 0; minute < 300; minute += 1) {
		scheduler.at(plan.start + minute * minuteMs, () => void simulation.spawn("meter", minute + 1));
	}
	scheduler.at(plan.start, () => simulation.setBudget(0.2));
	scheduler.at(plan.start + 60 * minuteMs, () => {
		simulation.setBudget(20);
		simulation.interrupt = (_, { name }) => {
			if (failures > 0 || name !== "scale a") return null;
			failures += 1;
			scheduler.at(scheduler.now + minuteMs, () => simulation.setBudget(0.2));
			return "server-error";
		};
	});
	scheduler.at(plan.faultsUntil, () => simulation.endFaults());
	const until = untilMidnight ? plan.end : plan.faultsUntil - minuteMs;
	await scheduler.runUntil(until, () => observer.violation !== null);
	return { simulation, failed: () => failures };
}
