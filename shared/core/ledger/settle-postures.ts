import type { Posture } from "../../domain/ledger.ts";
import type { Answer } from "./book-pass.ts";
import { stillBilled } from "./former-hardware.ts";
import { isSettled } from "./is-settled.ts";

export type SettleSettings = {
	/** Stage ranges may begin and end this much off without being news. */
	readonly toleranceMs: number;
	/** A read overlaps the last one by this much. */
	readonly overlapMs: number;
};

/**
 * Answered postures begin anew at the end of what was read; the others stay. A posture still owes where the
 * read ended unsettled, or before the posture itself began.
 */
export function settlePostures(
	open: readonly Posture[],
	answers: readonly Answer[],
	settings: SettleSettings,
): Posture[] {
	const answered = new Map(
		answers
			.filter((answer) => answer.ranges !== null)
			.map((answer) => [identity(answer.posture), answer] as const),
	);
	return open.map((posture) => {
		const answer = answered.get(identity(posture));
		return answer === undefined ? posture : settled(posture, answer, settings);
	});
}

function settled(posture: Posture, answer: Answer, settings: SettleSettings): Posture {
	const { toleranceMs, overlapMs } = settings;
	const { to } = answer.window;
	// What lies between is booked as it was observed, and the next read overlaps it.
	const since = Math.max(posture.since, to);
	const reached = posture.since - to > toleranceMs ? to : since;
	const truthUntil = isSettled(answer, toleranceMs) ? reached : Math.min(to, since - 1);
	const { confirmAt, formerly: before = [], begun: begunBefore, ...kept } = posture;
	const { formerly: learnt = before, begun = begunBefore } = answer.posture;
	const formerly = stillBilled(learnt, answer.ranges ?? [], truthUntil - overlapMs);
	return {
		...kept,
		since,
		truthUntil,
		...(formerly.length === 0 ? {} : { formerly }),
		...(begun === undefined ? {} : { begun }),
		...(confirmAt === undefined || confirmAt <= to ? {} : { confirmAt }),
	};
}

function identity({ endpoint, createdAt }: Posture): string {
	return `${endpoint}@${createdAt}`;
}
