import { microUsdOf } from "../../domain/money.ts";
import type { OverrideDetails, OverrideKind } from "../../domain/override.ts";

/** What is typed behind the slash command. */
export type TypedCommand =
	| { readonly type: "status" | "plan" | "help" }
	| {
			readonly type: "order";
			readonly kind: OverrideKind;
			readonly endpoint: string | null;
			readonly ttlSeconds: number | null;
			/** `18:00` of the budget's zone. */
			readonly until: string | null;
			readonly reason: string;
			readonly details: OverrideDetails;
	  }
	| { readonly type: "unclear"; readonly problem: string };

export const usage = [
	"status",
	"plan",
	"hold 2h REASON",
	"raise 50 until 18:00 REASON",
	"protect NAME REASON",
	"restore",
	"stop REASON",
	"ack",
].join(" | ");

type Words = readonly string[];

/** `hold 2h the demo runs until two`: a verb, what it needs, and the reason as the rest. */
export function parseCommand(text: string): TypedCommand {
	const [verb = "help", ...words] = text.trim().split(/\s+/);
	const parse = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
	return parse === undefined ? { type: "help" } : parse(words);
}

const verbs: Readonly<Record<string, (words: Words) => TypedCommand>> = {
	status: () => ({ type: "status" }),
	plan: () => ({ type: "plan" }),
	hold: (words) => timed("hold", null, words),
	stop: (words) => timed("stop-now", null, words),
	restore: (words) => order("restore-now", words.length === 0 ? restored : words),
	protect: ([name, ...words]) =>
		name === undefined ? unclear("protect which endpoint?") : timed("protect", name, words),
	raise: ([amount = "", ...words]) => raise(amount, words),
	ack: ([noticeId = latestNotice, ...words]) =>
		order("ack", words.length === 0 ? acknowledged : words, { details: { noticeId } }),
};

/** What is acknowledged without a name: the last notice that was sent. */
export const latestNotice = "latest";
const acknowledged: Words = ["acknowledged", "in", "Slack"];
const restored: Words = ["put", "back", "from", "Slack"];
const unitSeconds: Readonly<Record<string, number>> = { m: 60, h: 3_600 };

function timed(kind: OverrideKind, endpoint: string | null, words: Words): TypedCommand {
	const [, count, unit] = /^(\d{1,4})([mh])$/.exec(words[0] ?? "") ?? [];
	const ttlSeconds = Number(count) * (unitSeconds[unit ?? ""] ?? Number.NaN);
	if (Number.isNaN(ttlSeconds)) return order(kind, words, { endpoint });
	return order(kind, words.slice(1), { endpoint, ttlSeconds });
}

function raise(amount: string, words: Words): TypedCommand {
	const usd = Number(amount.replace(/^\$/, ""));
	if (!Number.isFinite(usd) || usd < 0.01) return unclear("raise by how many dollars?");
	const [until, at = "", ...rest] = words;
	const details = { addMicroUsd: microUsdOf(usd) };
	if (until !== "until") return order("raise", words, { details });
	if (!/^([01]\d|2[0-4]):[0-5]\d$/.test(at)) return unclear("until when? Write it as 18:00");
	return order("raise", rest, { details, until: at });
}

type Parts = {
	readonly endpoint?: string | null;
	readonly ttlSeconds?: number;
	readonly until?: string;
	readonly details?: OverrideDetails;
};

const reasonCharacters = { least: 10, most: 500 };

function order(kind: OverrideKind, words: Words, parts: Parts = {}): TypedCommand {
	const reason = words.join(" ").replaceAll(/\p{C}/gu, "").slice(0, reasonCharacters.most);
	if (reason.length < reasonCharacters.least) {
		return unclear(`say why, in at least ${reasonCharacters.least} characters`);
	}
	const { endpoint = null, ttlSeconds = null, until = null, details = {} } = parts;
	return { type: "order", kind, endpoint, ttlSeconds, until, reason, details };
}

function unclear(problem: string): TypedCommand {
	return { type: "unclear", problem };
}
