import { coldStorm } from "./cold-storm.ts";
import { deathSpiral } from "./death-spiral.ts";
import { equalFleet } from "./equal-fleet.ts";
import { forgottenGpu } from "./forgotten-gpu.ts";
import { oneEndpoint } from "./one-endpoint.ts";
import { quietDay } from "./quiet-day.ts";
import { requestSurge } from "./request-surge.ts";
import { runawayReplicas } from "./runaway-replicas.ts";
import type { Scenario, ScenarioBuilder, ScenarioOptions } from "./scenario.ts";
import { wrongInstance } from "./wrong-instance.ts";

/** Every scenario by its name. */
export const scenarios: Readonly<Record<string, ScenarioBuilder>> = {
	"quiet-day": quietDay,
	"runaway-replicas": runawayReplicas,
	"request-surge": requestSurge,
	"death-spiral": deathSpiral,
	"forgotten-gpu": forgottenGpu,
	"wrong-instance": wrongInstance,
	"cold-storm": coldStorm,
	"one-endpoint": oneEndpoint,
	"equal-fleet": equalFleet,
};

/** The scenario of this name, or null if there is none. */
export function scenarioNamed(name: string, options: ScenarioOptions = {}): Scenario | null {
	return scenarios[name]?.(options) ?? null;
}
