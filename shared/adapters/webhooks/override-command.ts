import * as z from "zod";
import type { Instant } from "../../domain/instant.ts";
import { type OverrideDetails, type OverrideKind, overrideKinds } from "../../domain/override.ts";
import { detailsOf, detailsProblem, detailsShape } from "./override-details.ts";

/** docs/how-it-decides.md 9: a reason of at least 10 characters; a silence lasts 7 days at most. */
const longestTtlSeconds = 604_800;
const shortestTtlSeconds = 60;
const reasonCharacters = { least: 10, most: 500 };
const mostProblems = 10;

const instant = z.iso.datetime({ offset: true });
const exampleOfInstant = { allowed: "a time such as 2026-11-22T10:00:00Z" };

/** One line for people: no control characters, which could forge lines of a log or a terminal. */
function line(least: number, most: number) {
	const allowed = `${least} to ${most} characters on one line`;
	return z
		.string()
		.trim()
		.min(least)
		.max(most)
		.regex(/^\P{C}*$/u)
		.meta({ allowed });
}

const overrideSchema = z
	.strictObject({
		kind: z.enum(overrideKinds),
		scope: z
			.strictObject({
				namespace: z
					.string()
					.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/)
					.meta({ allowed: "a Hugging Face user or organisation" }),
				endpoint: z
					.string()
					.regex(/^[a-z0-9-]{1,32}$/)
					.optional()
					.meta({ allowed: "an endpoint name, or left out for the whole namespace" }),
			})
			.meta({ allowed: "namespace, endpoint" }),
		ttlSeconds: z
			.int()
			.min(shortestTtlSeconds)
			.max(longestTtlSeconds)
			.optional()
			.meta({ allowed: `${shortestTtlSeconds} to ${longestTtlSeconds} whole seconds` }),
		expiresAt: instant.optional().meta(exampleOfInstant),
		pastPeriod: z.boolean().optional().meta({ allowed: "true: it may outlast the budget day" }),
		...detailsShape,
		reason: line(reasonCharacters.least, reasonCharacters.most),
		actor: line(1, 100),
	})
	.meta({
		allowed: "kind, scope, ttlSeconds or expiresAt, reason, actor, and what the kind needs",
	});

const bodySchema = z
	.strictObject({
		type: z.literal("override.create"),
		timestamp: instant.meta(exampleOfInstant),
		data: overrideSchema,
	})
	.meta({ allowed: "type, timestamp, data" });

/** Body of `POST /v1/overrides`, as a client writes it. */
export type OverrideBody = z.input<typeof bodySchema>;

/** What a person orders. When it ends is decided where the clock and the stored answers are. */
export type SignedCommand = {
	readonly kind: OverrideKind;
	readonly namespace: string;
	/** null: the whole namespace. */
	readonly endpoint: string | null;
	readonly actor: string;
	readonly reason: string;
	/** One of the two; both null: the default. */
	readonly ttlSeconds: number | null;
	readonly expiresAt: Instant | null;
	/** True: said to outlast the budget day. */
	readonly pastPeriod: boolean;
	readonly details: OverrideDetails;
};

export type OverrideProblem = {
	readonly path: string;
	readonly problem: string;
	readonly allowed: string | null;
};

export type ParsedOverrideCommand =
	| { readonly ok: true; readonly command: SignedCommand }
	| { readonly ok: false; readonly problems: readonly OverrideProblem[] };

/**
 * Parses a body whose signature was verified. Never throws. It does not look at the clock: a replay
 * of an order that has ended must still reach the store and get the stored answer.
 */
export function parseOverrideCommand(rawBody: Uint8Array | string): ParsedOverrideCommand {
	const json = parseJson(rawBody);
	if (!json.ok) return refuse("", "the body is not JSON in UTF-8", null);
	const parsed = bodySchema.safeParse(json.value);
	if (!parsed.success) {
		const problems = parsed.error.issues.slice(0, mostProblems).map(problemOf);
		return { ok: false, problems };
	}
	return commandOf(parsed.data.data);
}

type Json = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

function parseJson(rawBody: Uint8Array | string): Json {
	try {
		const utf8 = new TextDecoder("utf-8", { fatal: true });
		const text = typeof rawBody === "string" ? rawBody : utf8.decode(rawBody);
		return { ok: true, value: JSON.parse(text) };
	} catch {
		return { ok: false };
	}
}

function refuse(path: string, problem: string, allowed: string | null): ParsedOverrideCommand {
	return { ok: false, problems: [{ path, problem, allowed }] };
}

function commandOf(data: z.output<typeof overrideSchema>): ParsedOverrideCommand {
	const { kind, scope, ttlSeconds = null, reason, actor } = data;
	if (ttlSeconds !== null && data.expiresAt !== undefined) {
		return refuse("data", "it has ttlSeconds and expiresAt", "one of them, or neither for 2 h");
	}
	const problem = detailsProblem(data);
	if (problem !== null) return refuse("data", problem.problem, problem.allowed);
	const expiresAt = data.expiresAt === undefined ? null : Date.parse(data.expiresAt);
	const where = { namespace: scope.namespace, endpoint: scope.endpoint ?? null };
	const until = { ttlSeconds, expiresAt, pastPeriod: data.pastPeriod === true };
	const command = { kind, ...where, actor, reason, ...until, details: detailsOf(data) };
	return { ok: true, command };
}

function problemOf(issue: z.core.$ZodIssue): OverrideProblem {
	const path = issue.path.join(".");
	const allowed = allowedAt(issue);
	if (issue.code === "unrecognized_keys") {
		// The keys come from outside: how many there are is told, not what they say.
		return { path, problem: `${issue.keys.length} unknown keys`, allowed };
	}
	return { path, problem: issue.message, allowed };
}

function allowedAt(issue: z.core.$ZodIssue): string | null {
	if (issue.code === "invalid_value") return issue.values.join(" | ");
	let schema: unknown = bodySchema;
	for (const key of issue.path) {
		schema = schema instanceof z.ZodObject ? schema.shape[String(key)] : null;
	}
	const allowed = schema instanceof z.ZodType ? schema.meta()?.["allowed"] : null;
	return typeof allowed === "string" ? allowed : null;
}
