import { scenarios } from "../simulator/scenarios/index.ts";
import type { Scenario } from "../simulator/scenarios/scenario.ts";

/** What is simulated where none is named. */
export const defaultScenario = "runaway-replicas";

export function scenarioNames(): string[] {
	return Object.keys(scenarios);
}

/** Throws a RangeError that lists the allowed names. */
export function scenarioNamed(name: string, endpoints?: number): Scenario {
	const builders: Readonly<Record<string, (typeof scenarios)[keyof typeof scenarios]>> = scenarios;
	const builder = Object.hasOwn(builders, name) ? builders[name] : undefined;
	if (builder === undefined) {
		throw new RangeError(`there is no scenario "${name}"; allowed: ${scenarioNames().join(", ")}`);
	}
	return builder(endpoints === undefined ? {} : { endpoints });
}
