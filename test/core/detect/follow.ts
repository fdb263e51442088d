import type { Detector, Evidence } from "../../../shared/core/detect/detector.ts";
import {
	type AlertChange,
	followAlert,
	quietAlert,
} from "../../../shared/core/detect/follow-alert.ts";
import { midnight } from "../fixture.ts";

export type Told = {
	readonly pass: number;
	readonly change: AlertChange;
	readonly severity: string | null;
	readonly evidence: Evidence | null;
};

/** What a detector would tell people, pass after pass. */
export function follow<Input>(detector: Detector<Input>, inputs: readonly Input[]): Told[] {
	let state = quietAlert;
	const told: Told[] = [];
	for (const [pass, input] of inputs.entries()) {
		const signal = detector.signal(input);
		const followed = followAlert(detector, state, { signal, at: midnight + pass * 60_000 });
		({ state } = followed);
		const { change } = followed;
		const { severity, evidence } = state;
		if (change !== null) told.push({ pass, change, severity, evidence });
	}
	return told;
}

/** Only pass and change, for where the numbers do not matter. */
export function changes<Input>(detector: Detector<Input>, inputs: readonly Input[]): string[] {
	return follow(detector, inputs).map(({ pass, change }) => `${pass} ${change}`);
}
