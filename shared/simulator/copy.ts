import type { Scaling } from "./endpoint.ts";

/** A copy that nobody else can change. */
export function copyScaling(scaling: Scaling): Scaling {
	const { measure } = scaling;
	return { ...scaling, measure: measure === null ? null : { ...measure } };
}
