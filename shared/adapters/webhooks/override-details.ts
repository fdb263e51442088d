import * as z from "zod";
import { microUsdPerUsd } from "../../domain/money.ts";
import { matcherNames, type OverrideDetails, type OverrideKind } from "../../domain/override.ts";

/** A budget above it would leave exact integers, as in the policy file. */
const mostUsd = 10_000_000;
const mostMatchers = 5;

const money = z
	.number()
	.min(0.01)
	.max(mostUsd)
	.optional()
	.meta({ allowed: `0.01 to ${mostUsd} US dollars` });

const word = (most: number) => z.string().regex(new RegExp(`^[!-~]{1,${most}}$`));

/** Fields that only some kinds have. */
export const detailsShape = {
	addUsd: money,
	toUsd: money,
	planHash: z
		.string()
		.regex(/^[0-9a-f]{8,64}$/)
		.optional()
		.meta({ allowed: "hash of a plan, as guardrail plan shows it" }),
	noticeId: word(200).optional().meta({ allowed: "identity of a notice" }),
	matchers: z
		.array(
			z.strictObject({
				name: z.enum(matcherNames),
				value: word(100),
			}),
		)
		.min(1)
		.max(mostMatchers)
		.optional()
		.meta({ allowed: `1 to ${mostMatchers} of {name, value}` }),
	overrideId: z
		.string()
		.regex(/^[A-Za-z0-9_-]{1,128}$/)
		.optional()
		.meta({ allowed: "id of an override" }),
} as const;

type Details = z.output<z.ZodObject<typeof detailsShape>>;
type Data = Details & {
	readonly kind: OverrideKind;
	readonly scope: { readonly endpoint?: string | undefined };
	readonly ttlSeconds?: number | undefined;
	readonly expiresAt?: string | undefined;
};

/** What each kind must say, and which of these fields it may hold at all. */
const needs: Readonly<Partial<Record<OverrideKind, readonly (keyof Details)[]>>> = {
	approve: ["planHash"],
	deny: ["planHash"],
	ack: ["noticeId"],
	silence: ["matchers"],
	revoke: ["overrideId"],
};

type Problem = { readonly problem: string; readonly allowed: string };

/** Null where the order says just what its kind needs. */
export function detailsProblem(data: Data): Problem | null {
	const given = Object.keys(detailsShape).filter(
		(name) => data[name as keyof Details] !== undefined,
	);
	if (data.kind === "raise") return raiseProblem(data, given);
	if (data.kind === "accept" && data.scope.endpoint === undefined) {
		return wrong("accept", "is about one endpoint");
	}
	const needed = needs[data.kind] ?? [];
	const missing = needed.filter((name) => !given.includes(name));
	if (missing.length > 0) return wrong(data.kind, `needs ${missing.join(", ")}`);
	const extra = given.filter((name) => !needed.some((known) => known === name));
	if (extra.length > 0) return wrong(data.kind, `has no ${extra.join(", ")}`);
	const isTimed = data.ttlSeconds !== undefined || data.expiresAt !== undefined;
	if (data.kind === "revoke" && isTimed) return wrong("revoke", "has no end of its own");
	return null;
}

function raiseProblem({ scope }: Data, given: readonly string[]): Problem | null {
	const money = given.filter((name) => name === "addUsd" || name === "toUsd");
	if (money.length !== 1) return wrong("raise", "needs addUsd or toUsd, and not both");
	if (given.length > 1) return wrong("raise", "has no other field");
	return scope.endpoint === undefined ? null : wrong("raise", "is about the whole budget");
}

function wrong(kind: OverrideKind, words: string): Problem {
	const allowed = "raise: addUsd or toUsd; approve, deny: planHash; ack: noticeId";
	return {
		problem: `${kind} ${words}`,
		allowed: `${allowed}; silence: matchers; revoke: overrideId`,
	};
}

export function detailsOf({ addUsd, toUsd, planHash, noticeId, ...rest }: Data): OverrideDetails {
	const { matchers, overrideId } = rest;
	return {
		...(addUsd === undefined ? {} : { addMicroUsd: microUsd(addUsd) }),
		...(toUsd === undefined ? {} : { toMicroUsd: microUsd(toUsd) }),
		...(planHash === undefined ? {} : { planHash }),
		...(noticeId === undefined ? {} : { noticeId }),
		...(matchers === undefined ? {} : { matchers }),
		...(overrideId === undefined ? {} : { overrideId }),
	};
}

function microUsd(usd: number): number {
	return Math.round(usd * microUsdPerUsd);
}
