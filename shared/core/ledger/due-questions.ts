import type { Endpoint } from "../../domain/endpoint.ts";
import { type Instant, minuteMs, type Range } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import { fingerprint } from "./fingerprint.ts";

export type QuestionSettings = {
	/** A read overlaps the last one by this much. */
	readonly overlapMs: number;
	/** Every billed endpoint is asked for at least this often. */
	readonly everyMs: number;
	/** Stage ranges are never asked for further back than this. */
	readonly recoverMs: number;
	/** Most questions of one pass; the rest waits for the next. */
	readonly mostPerPass: number;
};

/** Why an endpoint's stage ranges are read in this pass. */
export type QuestionReason =
	| "changed"
	| "unsettled"
	| "owed"
	| "day-close"
	| "uncertain"
	| "confirm"
	| "slot";

export type Question = {
	readonly posture: Posture;
	readonly window: Range;
	readonly reason: QuestionReason;
};

export type QuestionInput = {
	readonly now: Instant;
	readonly postures: readonly Posture[];
	readonly changed: ReadonlySet<string>;
	readonly periodFrom: Instant;
	/** A line of the budget lies between lo and hi: whoever is uncertain is asked. */
	readonly lineIsUncertain: boolean;
	readonly settings: QuestionSettings;
};

const order: readonly QuestionReason[] = [
	"changed",
	"unsettled",
	"owed",
	"uncertain",
	"day-close",
	"confirm",
	"slot",
];

/** Which endpoints to ask for their stage ranges now, most useful first, at most `mostPerPass`. */
export function dueQuestions(input: QuestionInput): Question[] {
	const questions = input.postures.flatMap((posture) => {
		const reason = reasonToAsk(posture, input);
		return reason === null ? [] : [questionOf(posture, reason, input)];
	});
	const rank = (question: Question) => order.indexOf(question.reason);
	return questions.sort((a, b) => rank(a) - rank(b)).slice(0, input.settings.mostPerPass);
}

function reasonToAsk(posture: Posture, input: QuestionInput): QuestionReason | null {
	if (input.changed.has(posture.endpoint)) return "changed";
	if (posture.observed.readyReplica !== posture.observed.targetReplica) return "unsettled";
	if (posture.truthUntil < posture.since) return "owed";
	if ((posture.confirmAt ?? input.now + 1) <= input.now) return "confirm";
	if (posture.replicasHi === 0) return null;
	if (input.lineIsUncertain && posture.replicasLo !== posture.replicasHi) return "uncertain";
	if (posture.since < input.periodFrom) return "day-close";
	return isSlot(posture.endpoint, input.now, input.settings) ? "slot" : null;
}

/** Each endpoint has its own minute of the cycle, so that a large fleet is asked evenly. */
function isSlot(endpoint: string, now: Instant, settings: QuestionSettings): boolean {
	const cycleMinutes = Math.floor(settings.everyMs / minuteMs);
	return Math.floor(now / minuteMs) % cycleMinutes === numberOf(endpoint) % cycleMinutes;
}

/** The names of a fleet are asked for in every pass; a pure function's memory, bounded. */
const numbers = new Map<string, number>();
const mostNamesKept = 10_000;

function numberOf(endpoint: string): number {
	const known = numbers.get(endpoint);
	if (known !== undefined) return known;
	if (numbers.size >= mostNamesKept) numbers.clear();
	const number = Number.parseInt(fingerprint(endpoint).slice(-8), 16);
	numbers.set(endpoint, number);
	return number;
}

function questionOf(posture: Posture, reason: QuestionReason, input: QuestionInput): Question {
	const { overlapMs, recoverMs } = input.settings;
	const edits = (posture.formerly ?? []).filter(({ versions }) => versions.length === 0);
	const reach = Math.min(posture.truthUntil, ...edits.map(({ until }) => until)) - overlapMs;
	const from = Math.max(reach, input.now - recoverMs, posture.createdAt);
	return { posture, window: { from, to: input.now }, reason };
}

/** Endpoints of a list whose minute of the cycle it is. */
export function dueSlots(
	endpoints: readonly Endpoint[],
	now: Instant,
	settings: QuestionSettings,
): Endpoint[] {
	return endpoints.filter((endpoint) => isSlot(endpoint.name, now, settings));
}
