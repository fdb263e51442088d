import type { Mode } from "../../shared/domain/policy.ts";
import { chance } from "./random.ts";

/** What the policy of a run switches on beside the defaults. */
export type Features = {
	readonly mode: Extract<Mode, "enforce" | "ask" | "shadow">;
	readonly hour: boolean;
	readonly preempt: boolean;
	readonly envelope: boolean;
	/** A budget of its own for the first endpoints. */
	readonly group: boolean;
	/** Cron entries for some of the endpoints. */
	readonly schedule: boolean;
};

/** The members of the group, where there is one: the small half of every fleet. */
export const groupMembers = ["e0", "e1"] as const;
/** Of the budget of the whole fleet. */
export const groupShare = 0.3;

export const defaultFeatures: Features = {
	mode: "enforce",
	hour: false,
	preempt: false,
	envelope: false,
	group: false,
	schedule: false,
};

const shares = {
	shadow: 0.06,
	ask: 0.1,
	hour: 0.15,
	preempt: 0.15,
	envelope: 0.12,
	group: 0.15,
	schedule: 0.1,
};
/** Of the runs without faults, a tenth of all, in which nothing excuses an entry that comes late. */
const calmScheduleShare = 0.3;

/** Each from its own number. Runs without faults, in which nothing may come late, keep the other defaults. */
export function featuresOf(key: number, factor: number): Features {
	const isOn = (purpose: number, share: number) => chance(key, purpose) < share;
	if (factor === 0) return { ...defaultFeatures, schedule: isOn(87, calmScheduleShare) };
	const asks = isOn(82, shares.ask) ? "ask" : "enforce";
	return {
		mode: isOn(81, shares.shadow) ? "shadow" : asks,
		hour: isOn(83, shares.hour),
		preempt: isOn(84, shares.preempt),
		envelope: isOn(85, shares.envelope),
		group: isOn(86, shares.group),
		schedule: isOn(87, shares.schedule),
	};
}

/** The names of what is on, for the table of what a run has met. */
export function featureNames({ mode, ...rest }: Features): string[] {
	const on = Object.entries(rest).flatMap(([name, isOn]) => (isOn ? [name] : []));
	return [...(mode === "enforce" ? [] : [mode]), ...on];
}

export const allFeatures: readonly string[] = [
	"shadow",
	"ask",
	"hour",
	"preempt",
	"envelope",
	"group",
	"schedule",
];
