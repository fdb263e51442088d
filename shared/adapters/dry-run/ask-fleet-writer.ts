import type { FleetWriter } from "../../ports/fleet-writer.ts";

/**
 * Writes as in enforce, under a mode of its own: guard hands it what a person approved, what the policy lets
 * happen without a word, and what is put back.
 */
export function createAskFleetWriter(live: FleetWriter): FleetWriter {
	return {
		mode: "ask",
		updateScaling: (name, update) => live.updateScaling(name, update),
		pause: (name) => live.pause(name),
		resume: (name) => live.resume(name),
		scaleToZero: (name) => live.scaleToZero(name),
	};
}
