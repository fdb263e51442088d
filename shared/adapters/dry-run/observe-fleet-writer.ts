import type { FleetWriter } from "../../ports/fleet-writer.ts";

/** Writes nothing and notes nothing: this budget only informs. */
export function createObserveFleetWriter(): FleetWriter {
	const withhold = () => Promise.resolve("withheld" as const);
	return {
		mode: "observe",
		updateScaling: withhold,
		pause: withhold,
		resume: withhold,
		scaleToZero: withhold,
	};
}
