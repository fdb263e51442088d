import type { Instant } from "../domain/instant.ts";
import type { MicroUsd } from "../domain/money.ts";
import { type Tier, tierOrder, writesIn } from "../domain/policy.ts";
import type { ReadModel } from "../domain/read-model.ts";
import { type ZoneClock, zoneClock } from "./zone-clock.ts";

/** What every part of the view is made from: the model, and times in the budget's zone. */
export type Frame = {
	readonly model: ReadModel;
	readonly clock: ZoneClock;
	/** A time of day, with the day where it is not today. */
	readonly moment: (at: Instant) => string;
};

export function frameOf(model: ReadModel): Frame {
	const clock = zoneClock(model.policy.budget.zone);
	return { model, clock, moment: (at) => clock.moment(at, model.now) };
}

/** A tier's name at the start of a sentence. */
export function tierName(tier: Tier): string {
	return tier === "ok" ? "Within budget" : tier.charAt(0).toUpperCase() + tier.slice(1);
}

/**
 * Spend above which a tier begins. The ceiling is a share of the policy's own budget, the others of
 * the budget in force, which a person may have raised.
 */
export function lineOf({ model }: Frame, tier: Exclude<Tier, "ok">): MicroUsd {
	const { dailyMicroUsd, thresholds } = model.policy.budget;
	const budget = tier === "ceiling" ? dailyMicroUsd : budgetOf(model);
	return Math.round(thresholds[tier] * budget);
}

/** Today's budget: the raised one where it was raised. */
export function budgetOf(model: ReadModel): MicroUsd {
	return model.reading?.budgetMicroUsd ?? model.policy.budget.dailyMicroUsd;
}

export function tierAbove(tier: Tier): Exclude<Tier, "ok"> | null {
	const next = tierOrder[tierOrder.indexOf(tier) + 1];
	return next === undefined || next === "ok" ? null : next;
}

/** True where guard's words are "would": nothing is written to the account. */
export function onlyWatches(model: ReadModel): boolean {
	return !writesIn(model.mode);
}

/** The most names that a list on the page shows before it says how many more there are. */
const namesShownMax = 8;

export function nameList(names: readonly string[]): string {
	const shown = names.slice(0, namesShownMax).join(", ");
	const hidden = names.length - namesShownMax;
	return hidden > 0 ? `${shown} and ${hidden} more` : shown;
}

export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
