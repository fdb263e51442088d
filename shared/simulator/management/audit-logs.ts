import type { SimulatedAccount } from "../account.ts";
import { hash, hashHex } from "../http/hash.ts";
import type { Route, SimulatedResponse } from "../http/route.ts";
import { userNamed } from "../identity.ts";
import type { Configuration, JournalEntry } from "../journal.ts";
import { answer, refusal, scopedRoute } from "./answers.ts";
import { endpointBody, timestamp } from "./endpoint-body.ts";

/** The audit log: what people and tokens did. The autoscaler's doing is not in it. */
export function auditLogRoutes(account: SimulatedAccount): Route[] {
	return [
		scopedRoute(account, {
			method: "GET",
			pattern: "/v2/audit-logs/{namespace}",
			scope: "read",
			answer: ({ query }) => auditPage(account, query),
		}),
	];
}

type Numbered = { entry: JournalEntry; number: number };

/** Newest first. A cursor is the number of the last entry that was shown. */
function auditPage(account: SimulatedAccount, query: URLSearchParams): SimulatedResponse {
	const { pageLimitDefault, pageLimitMaximum } = account.settings;
	const limit = Math.min(Number(query.get("limit") ?? pageLimitDefault), pageLimitMaximum);
	if (!Number.isSafeInteger(limit) || limit < 1) return refusal(400, "invalid limit");
	const cursor = query.get("cursor");
	const before = cursor === null ? Number.POSITIVE_INFINITY : Number(cursor);
	if (Number.isNaN(before)) return refusal(400, "invalid cursor");
	const shown = account.truth
		.journal()
		.map((entry, number) => ({ entry, number }))
		.filter(({ entry }) => isShown(account, entry, query))
		.reverse();
	const rest = shown.filter(({ number }) => number < before);
	const page = rest.slice(0, limit);
	const last = page.at(-1);
	const hasMore = rest.length > limit && last !== undefined;
	return answer({
		list: page.map((each) => auditEntry(account, each)),
		next_cursor: hasMore ? String(last.number) : null,
		prev_cursor: null,
	});
}

function isShown(account: SimulatedAccount, entry: JournalEntry, query: URLSearchParams): boolean {
	if (entry.actorKind !== "person" && entry.actorKind !== "guard") return false;
	if (entry.kind === "created" && isForgotten(account, entry)) return false;
	const endpoint = query.get("endpoint");
	const user = query.get("username");
	return (endpoint ?? entry.endpoint) === entry.endpoint && (user ?? entry.actor) === entry.actor;
}

/** Creations before the scenario, and of endpoints whose body is gone, are not in the log. */
function isForgotten(account: SimulatedAccount, { at, endpoint }: JournalEntry): boolean {
	return at < account.scenario.start || account.find(endpoint) === null;
}

function auditEntry(account: SimulatedAccount, { entry, number }: Numbered) {
	const { seed } = account;
	return {
		id: hashHex(seed, "audit", number).slice(0, 24),
		createdAt: timestamp(entry.at),
		level: "info",
		endpoint: entry.endpoint,
		ip: null,
		requestId: hash(seed, "audit request", number).toString(36).slice(0, 6),
		user: userNamed(entry.actor),
		reason: reasonOf(account, entry),
	};
}

function reasonOf(account: SimulatedAccount, entry: JournalEntry): Record<string, unknown> {
	const { kind, before, after } = entry;
	if (kind === "created") return { endpointCreated: creationBody(account, entry.endpoint) };
	if (kind === "paused") return { endpointPaused: {} };
	if (kind === "resumed") return { endpointResumed: {} };
	if (kind === "scaledToZero") return { endpointScaledToZero: {} };
	if (kind === "removed") return { endpointDeleted: {} };
	if (before === null || after === null) return { endpointUpdated: {} };
	return { endpointUpdated: differences(before, after) };
}

/** The body of a creation (`Endpoint`), as the endpoint is now. */
function creationBody(account: SimulatedAccount, endpoint: string): Record<string, unknown> {
	const found = account.find(endpoint);
	if (found === null) return {};
	const { name, type, tags, provider, compute, model } = endpointBody(found);
	return { name, type, tags, provider, compute, model };
}

/** The changed aspects of an endpoint, each with before and after. */
function differences(before: Configuration, after: Configuration): Record<string, unknown> {
	const found: Record<string, unknown> = {};
	for (const [aspect, pick] of Object.entries(aspects)) {
		const pair = { before: pick(before), after: pick(after) };
		if (JSON.stringify(pair.before) !== JSON.stringify(pair.after)) found[aspect] = pair;
	}
	return found;
}

const aspects: Readonly<Record<string, (configuration: Configuration) => unknown>> = {
	replica: ({ minReplica, maxReplica }) => ({ minReplica, maxReplica }),
	instance: ({ accelerator, instanceType, instanceSize }) => ({
		accelerator,
		instanceType,
		instanceSize,
	}),
	scalingToZero: ({ scaleToZeroTimeout }) => ({ scaleToZeroTimeout }),
	measure: ({ measure }) => ({ measure }),
	tags: ({ tags }) => ({ tags }),
};
