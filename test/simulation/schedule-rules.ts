import { dueInstants } from "./checkers/due-instants.ts";
import type { ScheduleRules } from "./checkers/schedule-checker.ts";
import { groupMembers } from "./features.ts";
import type { Surroundings } from "./surroundings.ts";

/** What the schedules of a run ask for, and of what account. */
export function scheduleRules({ plan, policy }: Surroundings): ScheduleRules {
	const { start: from, end: to, settings, features } = plan;
	// In mode shadow nothing is set, whatever is due.
	const live = features.mode === "shadow" ? [] : policy.schedules;
	return {
		dues: dueInstants(live, { from, to }),
		refusesRaise: settings.raisingMinimum === "refuse",
		groupMembers: features.group ? groupMembers : [],
	};
}
