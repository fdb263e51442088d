import type { Answer } from "../../core/ledger/book-pass.ts";
import type { Question } from "../../core/ledger/due-questions.ts";
import { learnVersions } from "../../core/ledger/former-hardware.ts";
import { provenAge } from "../../core/ledger/proven-age.ts";
import { reachOf } from "../../core/ledger/reach-of.ts";
import { roundUpMinutes } from "../../core/ledger/round-up-minutes.ts";
import type { StageRange } from "../../domain/endpoint.ts";
import { minuteMs, type Range } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import { isAccountError } from "../../ports/account-error.ts";
import type { MeterPass } from "./meter-pass.ts";

export type Asked = {
	readonly answers: readonly Answer[];
	/** The oldest stage range ever shown was this old. */
	readonly provenAgeMs: number;
};

/** Reads the stage ranges that are asked for. A question that fails leaves its posture owing; the others go on. */
export async function askFor(pass: MeterPass, questions: readonly Question[]): Promise<Asked> {
	const provenBefore = pass.cursor.value?.provenAgeMs ?? 0;
	const probe = questions[probeOf(pass, provenBefore, questions.length)];
	const told = await Promise.all(questions.map((each) => ask(pass, each, each === probe)));
	const provenAgeMs = Math.max(provenBefore, ...told.map(({ provenMs }) => provenMs));
	const keptSince = pass.inventory.at - provenAgeMs;
	return { answers: told.map(({ answer }) => ({ ...answer, keptSince })), provenAgeMs };
}

/**
 * How long stage ranges are kept is not documented, and what may not be kept is not believed. So until it is
 * proven as far back as anything is ever asked for, one question after a gap, and now and then one, reaches as
 * far. -1: none.
 */
function probeOf({ inventory, deps, cursor }: MeterPass, provenMs: number, many: number): number {
	const { recoverMs, longestSampleMs, probeEveryMs } = deps.settings;
	const minute = Math.floor(inventory.at / minuteMs);
	const isAfterGap = inventory.at - (cursor.value?.observedUntil ?? 0) > longestSampleMs;
	const isDue = provenMs === 0 || isAfterGap || minute % (probeEveryMs / minuteMs) === 0;
	return isDue && provenMs < recoverMs && many > 0 ? minute % many : -1;
}

type Told = { readonly answer: Answer; readonly provenMs: number };

async function ask(pass: MeterPass, question: Question, isProbe: boolean): Promise<Told> {
	const { posture, window } = question;
	try {
		const { shown, ranges } = await readBack(pass, question, isProbe);
		const provenMs = provenAge(ranges, shown, pass.inventory.at);
		const reach = reachOf(posture, window, ranges);
		const isNew = reach.to > posture.truthUntil;
		const answer = isNew ? answerOf(pass, { posture, shown, reach, ranges }) : null;
		return { answer: answer ?? { posture, window: reach, ranges: null }, provenMs };
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		pass.deps.log.warn("stage-ranges-unread", { endpoint: posture.endpoint, problem });
		return { answer: { posture, window, ranges: null }, provenMs: 0 };
	}
}

type Shown = { readonly shown: Range; readonly ranges: readonly StageRange[] };

/** As far back as is worth it; where that is refused, just what is needed. */
async function readBack(
	{ deps, inventory }: MeterPass,
	{ posture, window }: Question,
	isProbe: boolean,
): Promise<Shown> {
	const { endpoint, createdAt, begun } = posture;
	const needsBeginnings = isWholeMinutes(deps) && begun === undefined;
	const from = Math.max(createdAt, inventory.at - deps.settings.recoverMs);
	if ((isProbe || needsBeginnings) && from < window.from) {
		const shown = { from, to: window.to };
		const ranges = await deps.fleet.readStageRanges(endpoint, shown).catch(nullIfRejected);
		if (ranges !== null) return { shown, ranges };
	}
	return { shown: window, ranges: await deps.fleet.readStageRanges(endpoint, window) };
}

function nullIfRejected(error: unknown): null {
	if (isAccountError(error) && error.code === "rejected") return null;
	throw error;
}

function isWholeMinutes({ policy }: MeterPass["deps"]): boolean {
	return policy.accounting.bill.rounding === "minute";
}

type Read = {
	readonly posture: Posture;
	/** The window that was asked for; what is booked of it is `reach`. */
	readonly shown: Range;
	readonly reach: Range;
	readonly ranges: readonly StageRange[];
};

/** With what the ranges teach of versions and of beginnings, for the next reads. */
function answerOf({ deps }: MeterPass, { posture, shown, reach, ranges: all }: Read): Answer {
	const ranges = all.filter(({ to }) => to > reach.from);
	const formerly = learnVersions(posture.formerly ?? [], ranges);
	const learnt = formerly.length === 0 ? posture : { ...posture, formerly };
	const answer = { posture: learnt, window: reach, ranges };
	if (!isWholeMinutes(deps)) return answer;
	const { ranges: billed, begun } = roundUpMinutes(all, shown, posture.begun ?? {});
	return { ...answer, window: afterMinute(posture, reach), posture: { ...learnt, begun }, billed };
}

/** A run that ended just before the window is not shown, but its last minute reaches into it and was booked. */
function afterMinute({ truthUntil }: Posture, { from, to }: Range): Range {
	return { from: Math.min(from + minuteMs, Math.max(from, truthUntil)), to };
}
