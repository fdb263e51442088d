import type * as z from "zod";
import type { ConfigurationChange } from "../../domain/metrics.ts";
import type { AuditReader } from "../../ports/audit-reader.ts";
import type { Log } from "../../ports/log.ts";
import { type HttpClient, pathOf } from "./http-client.ts";
import { auditEntrySchema, auditPageSchema, beforeAndAfterSchema } from "./metrics-schemas.ts";

export type AuditReaderOptions = {
	readonly client: HttpClient;
	readonly namespace: string;
	readonly log: Log;
};

/** The last changes are what a cause can be. */
const entriesAsked = "20";

/** Reads the audit log, which only paid plans have: without it the cause stays without a name. */
export function createAuditReader(options: AuditReaderOptions): AuditReader {
	return { readChanges: (endpoint) => readChanges(endpoint, options) };
}

async function readChanges(
	endpoint: string,
	{ client, namespace, log }: AuditReaderOptions,
): Promise<readonly ConfigurationChange[] | null> {
	const path = pathOf("v2", "audit-logs", namespace);
	try {
		const query = { endpoint, limit: entriesAsked };
		const page = auditPageSchema.parse(await client.read({ method: "GET", path, query }));
		return page.list.flatMap((entry) => changeOf(entry, endpoint));
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		log.info("audit-log-unreadable", { endpoint, problem });
		return null;
	}
}

function changeOf(entry: unknown, asked: string): ConfigurationChange[] {
	const parsed = auditEntrySchema.safeParse(entry);
	if (!parsed.success || (parsed.data.endpoint ?? asked) !== asked) return [];
	const { createdAt: at, user, reason } = parsed.data;
	const what = Object.entries(reason).map(([kind, details]) => textOf(kind, details));
	return [{ endpoint: asked, at, by: user?.name ?? null, what: what.join(", ") }];
}

const plainWords: Readonly<Record<string, string>> = {
	endpointCreated: "created",
	endpointPaused: "paused",
	endpointResumed: "resumed",
	endpointScaledToZero: "scaled to zero",
	endpointDeleted: "deleted",
};

function textOf(kind: string, details: unknown): string {
	if (kind !== "endpointUpdated" || typeof details !== "object" || details === null) {
		return plainWords[kind] ?? kind;
	}
	const changes = Object.values(details).flatMap((change) => {
		const pair = beforeAndAfterSchema.safeParse(change);
		return pair.success ? differences(pair.data) : [];
	});
	return changes.length === 0 ? "updated" : changes.join(", ");
}

function differences({ before, after }: z.output<typeof beforeAndAfterSchema>): string[] {
	return Object.keys(after)
		.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
		.map((name) => `${name} ${wordOf(before[name])} → ${wordOf(after[name])}`);
}

function wordOf(value: unknown): string {
	return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
