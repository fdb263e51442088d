import type { Instant } from "../../domain/instant.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FleetWriter } from "../../ports/fleet-writer.ts";

/**
 * A pass that stood still between its fresh read and its write may have lost its lease meanwhile, and what it read
 * is old: after its time it sends nothing more. Each call rejects then, and nothing was sent.
 */
export function timelyWriter(writer: FleetWriter, clock: Clock, deadline: Instant): FleetWriter {
	const inTime = async <T>(send: () => Promise<T>): Promise<T> => {
		if (clock.now() >= deadline) throw new PassOver();
		return send();
	};
	return {
		mode: writer.mode,
		updateScaling: (name, update) => inTime(() => writer.updateScaling(name, update)),
		pause: (name) => inTime(() => writer.pause(name)),
		resume: (name) => inTime(() => writer.resume(name)),
		scaleToZero: (name) => inTime(() => writer.scaleToZero(name)),
	};
}

/** Nothing was sent. */
export class PassOver extends Error {
	override readonly name = "PassOver";

	constructor() {
		super("the time of this pass was over");
	}
}
