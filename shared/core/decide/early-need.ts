import type { MicroUsd } from "../../domain/money.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";

/** What there is to do before the money is gone (docs/how-it-decides.md 4); both off by default. */
export type EarlyNeed = {
	/** The day is certain or very likely to end over its budget. */
	readonly isForeseen: boolean;
	/** By how much everything at its maximum would end above the hard line; 0: it would not. */
	readonly overHardLineMicroUsd: MicroUsd;
};

export function earlyNeed(reading: Reading, policy: Policy): EarlyNeed {
	const { budget } = policy;
	return {
		isForeseen: budget.preempt && isForeseen(reading, policy),
		overHardLineMicroUsd: budget.envelope
			? Math.max(0, reading.ceilingMicroUsd - hardLine(policy))
			: 0,
	};
}

/** An interval so wide that it says nothing foresees nothing; what is certain needs no interval. */
function isForeseen(reading: Reading, { budget, limits }: Policy): boolean {
	if (reading.verdict === "certain") return true;
	return (
		!reading.unforecastable && reading.p90MicroUsd > limits.preemptRatio * budget.dailyMicroUsd
	);
}

/** What must not be passed even if the guard stops running: the line above which the expensive is paused. */
export function hardLine({ budget }: Policy): MicroUsd {
	return Math.floor(budget.thresholds.shutdown * budget.dailyMicroUsd);
}
