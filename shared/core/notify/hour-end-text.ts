import { minuteMs } from "../../domain/instant.ts";
import type { Limits } from "../../domain/policy.ts";
import { percentText } from "./money-text.ts";

/** When what a tier of the trailing hour holds is put back. */
export function hourEndText({ hourExitRatio, hourExitMs }: Limits): string {
	const minutes = Math.round(hourExitMs / minuteMs);
	return `when the last 60 min stay below ${percentText(hourExitRatio)} of the line for ${minutes} min`;
}
