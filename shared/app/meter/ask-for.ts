import type { Answer } from "../../core/ledger/book-pass.ts";
import type { Question } from "../../core/ledger/due-questions.ts";
import { learnVersions } from "../../core/ledger/former-hardware.ts";
import { provenAge } from "../../core/ledger/proven-age.ts";
import { reachOf } from "../../core/ledger/reach-of.ts";
import { roundUpMinutes } from "../../core/ledger/round-up-minutes.ts";
import type { StageRange } from "../../domain/endpoint.ts";
import { minuteMs, type Range } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { MeterPass } from "./meter-pass.ts";

export type Asked = {
	readonly answers: readonly Answer[];
	/** The oldest stage range ever shown was this old. */
	readonly provenAgeMs: number;
};

/** Reads the stage ranges that are asked for. A question that fails leaves its posture owing; the others go on. */
export async function askFor(pass: MeterPass, questions: readonly Question[]): Promise<Asked> {
	const answers = await Promise.all(questions.map((question) => ask(pass, question)));
	const { at } = pass.inventory;
	const provenAgeMs = answers.reduce(
		(oldest, { ranges, window }) => Math.max(oldest, provenAge(ranges ?? [], window, at)),
		pass.cursor.value?.provenAgeMs ?? 0,
	);
	const keptSince = at - provenAgeMs;
	return { answers: answers.map((answer) => ({ ...answer, keptSince })), provenAgeMs };
}

async function ask(pass: MeterPass, { posture, window }: Question): Promise<Answer> {
	const { fleet, log } = pass.deps;
	try {
		const ranges = await fleet.readStageRanges(posture.endpoint, window);
		const reach = reachOf(posture, window, ranges);
		if (reach.to <= posture.truthUntil) return { posture, window: reach, ranges: null };
		return answerOf(pass, { posture, window, reach, ranges });
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		log.warn("stage-ranges-unread", { endpoint: posture.endpoint, problem });
		return { posture, window, ranges: null };
	}
}

type Read = {
	readonly posture: Posture;
	readonly window: Range;
	readonly reach: Range;
	readonly ranges: readonly StageRange[];
};

/** With what the ranges teach of versions and of beginnings, for the next reads. */
function answerOf({ deps }: MeterPass, { posture, window, reach, ranges }: Read): Answer {
	const formerly = learnVersions(posture.formerly ?? [], ranges);
	const learnt = formerly.length === 0 ? posture : { ...posture, formerly };
	const answer = { posture: learnt, window: reach, ranges };
	if (deps.policy.accounting.bill.rounding === "millisecond") return answer;
	const { ranges: billed, begun } = roundUpMinutes(ranges, window, posture.begun ?? {});
	return { ...answer, window: afterMinute(posture, reach), posture: { ...learnt, begun }, billed };
}

/** A run that ended just before the window is not shown, but its last minute reaches into it and was booked. */
function afterMinute({ truthUntil }: Posture, { from, to }: Range): Range {
	return { from: Math.min(from + minuteMs, Math.max(from, truthUntil)), to };
}
