import type { OverrideBody } from "../../adapters/webhooks/override-command.ts";
import { matcherNames, type OverrideKind, overrideKinds } from "../../domain/override.ts";
import { UsageError } from "../cli/usage-error.ts";

export type Order = {
	readonly kind: OverrideKind;
	readonly what: string | null;
	readonly flags: {
		readonly for?: string | undefined;
		readonly until?: string | undefined;
		readonly to?: string | undefined;
		readonly pastPeriod?: boolean | undefined;
		readonly match?: readonly string[] | undefined;
		readonly group?: string | undefined;
	};
};

type Data = OverrideBody["data"];

/** What the command line says, without who says it and where; `until` waits for the budget's zone. */
export type OrderData = Omit<Data, "scope" | "reason" | "actor"> & {
	readonly endpoint: string | null;
	readonly until: string | null;
};

export function orderedKind(text: string): OverrideKind {
	const kind = overrideKinds.find((known) => known === text);
	if (kind === undefined) throw new UsageError(`there is no order "${text}"`);
	return kind;
}

/** Each kind takes its one argument for what it needs. Throws `UsageError` where that is not there. */
export function orderOf({ kind, what, flags }: Order): OrderData {
	if (flags.for !== undefined && flags.until !== undefined) {
		throw new UsageError("--for and --until cannot be used together");
	}
	if (kind === "revoke" && (flags.for ?? flags.until ?? null) !== null) {
		throw new UsageError("revoke has no end of its own", "leave out --for and --until");
	}
	if (flags.group !== undefined && kind !== "silence") {
		throw new UsageError(
			"--group is for silence alone",
			"a group's budget is raised in the policy",
		);
	}
	const until = flags.until ?? null;
	const longest = kind === "silence" ? longestSilence : longestOrder;
	const end = flags.for === undefined ? {} : { ttlSeconds: secondsOf(flags.for, longest) };
	const past = flags.pastPeriod === true ? { pastPeriod: true } : {};
	const common = { kind, until, ...end, ...past };
	switch (kind) {
		case "raise":
			return { ...common, endpoint: null, ...raiseOf(what, flags.to) };
		case "approve":
		case "deny":
			return { ...common, endpoint: null, planHash: needed(what, `${kind} PLAN`) };
		case "ack":
			return { ...common, endpoint: null, noticeId: needed(what, "ack NOTICE") };
		case "revoke":
			return { ...common, endpoint: null, overrideId: needed(what, "revoke ID") };
		case "silence":
			return { ...common, endpoint: null, matchers: matchersOf(flags) };
		default:
			return { ...common, endpoint: what };
	}
}

function needed(what: string | null, usage: string): string {
	if (what !== null) return what;
	throw new UsageError("it is not said which", `guardrail override ${usage} --reason "..."`);
}

function raiseOf(what: string | null, to: string | undefined) {
	if ((what === null) === (to === undefined)) {
		throw new UsageError("say what to add or what to set", "raise 50 adds, raise --to 300 sets");
	}
	return to === undefined ? { addUsd: dollars(what ?? "") } : { toUsd: dollars(to) };
}

function dollars(text: string): number {
	const usd = Number(text.replace(/^\$/, ""));
	if (Number.isFinite(usd) && usd >= 0.01) return usd;
	throw new UsageError(`${text} is not an amount of dollars`, "write it as 50 or 49.90");
}

function matchersOf({ match = [], group }: Order["flags"]) {
	const named = group === undefined ? [] : [`group=${group}`];
	const matchers = [...match, ...named].map(matcherOf);
	if (matchers.length > 0) return matchers;
	throw new UsageError(
		"a silence names what it mutes",
		`--match severity=warn, or --group NAME; names: ${matcherNames.join(", ")}`,
	);
}

function matcherOf(text: string) {
	const [, given, value = ""] = /^([a-z]+)=(\S+)$/.exec(text) ?? [];
	const name = matcherNames.find((known) => known === given);
	if (name !== undefined) return { name, value };
	throw new UsageError(`--match ${text} is not name=value`, `names: ${matcherNames.join(", ")}`);
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const leastSeconds = 60;

/** The longest time of a kind of order, as the guard grants it (docs/how-it-decides.md 9). */
export type LongestTime = { readonly seconds: number; readonly text: string };
const longestOrder: LongestTime = { seconds: 86_400, text: "24h" };
const longestSilence: LongestTime = { seconds: 604_800, text: "7d" };

/** Whole seconds of `90m`, `2h`; throws `UsageError` with the longest that is allowed. */
export function secondsOf(text: string, longest: LongestTime = longestSilence): number {
	const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
	const seconds = Number(count) * (unitSeconds[unit ?? ""] ?? Number.NaN);
	if (seconds >= leastSeconds && seconds <= longest.seconds) return seconds;
	throw new UsageError(
		`${text} is not a time from 60s to ${longest.text}`,
		"write it as 90m or 2h",
	);
}
