import type { FleetWriter } from "../../ports/fleet-writer.ts";
import type { Log, LogFields } from "../../ports/log.ts";

/** Writes nothing: each change that would have been made is logged and answered with `recorded`. */
export function createShadowFleetWriter({ log }: { readonly log: Log }): FleetWriter {
	const record = (change: string, fields: LogFields) => {
		log.info("change-recorded", { change, ...fields });
		return Promise.resolve("recorded" as const);
	};
	return {
		mode: "shadow",
		updateScaling: (endpoint, update) => record("update-scaling", { endpoint, ...update }),
		pause: (endpoint) => record("pause", { endpoint }),
		resume: (endpoint) => record("resume", { endpoint }),
		scaleToZero: (endpoint) => record("scale-to-zero", { endpoint }),
	};
}
