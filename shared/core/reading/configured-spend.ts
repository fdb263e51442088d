import type { Range } from "../../domain/instant.ts";
import type { BudgetSummary } from "../../domain/ledger.ts";
import { chargeMicroUsd, type MicroUsd } from "../../domain/money.ts";

/** What a window costs with everything at its minimum, and at its maximum. */
export type ConfiguredSpend = {
	readonly floorMicroUsd: MicroUsd;
	readonly ceilingMicroUsd: MicroUsd;
	/** Part of the ceiling that is of schedules that are due in the window. */
	readonly scheduledMicroUsd: MicroUsd;
};

/** At the configured rates, and from the instant on at which a schedule changes them, at those. */
export function configuredSpend(summary: BudgetSummary, { from, to }: Range): ConfiguredSpend {
	const { floorPerHour, ceilingPerHour, startedMs = 0, scheduled = [] } = summary;
	const steps = [{ at: from, floorPerHour: 0, ceilingPerHour: 0 }, ...scheduled];
	let floorMicroUsd = 0;
	let scheduledMicroUsd = 0;
	for (const [index, step] of steps.entries()) {
		const end = Math.min(to, steps[index + 1]?.at ?? to);
		const lengthMs = Math.max(0, end - Math.max(from, step.at));
		floorMicroUsd += chargeMicroUsd(lengthMs, Math.max(0, floorPerHour + step.floorPerHour));
		scheduledMicroUsd += chargeMicroUsd(lengthMs, step.ceilingPerHour);
	}
	const mostMs = Math.max(0, to - from) + startedMs;
	const ceilingMicroUsd = chargeMicroUsd(mostMs, ceilingPerHour) + scheduledMicroUsd;
	return { floorMicroUsd, ceilingMicroUsd, scheduledMicroUsd };
}
