import type { Answer } from "../../core/ledger/book-pass.ts";
import type { Question } from "../../core/ledger/due-questions.ts";
import { learnVersions } from "../../core/ledger/former-hardware.ts";
import { provenAge } from "../../core/ledger/proven-age.ts";
import { reachOf } from "../../core/ledger/reach-of.ts";
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
		if (posture.formerly === undefined) return { posture, window: reach, ranges };
		const formerly = learnVersions(posture.formerly, ranges);
		return { posture: { ...posture, formerly }, window: reach, ranges };
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		log.warn("stage-ranges-unread", { endpoint: posture.endpoint, problem });
		return { posture, window, ranges: null };
	}
}
