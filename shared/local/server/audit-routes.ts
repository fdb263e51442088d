import type { Answer, Received } from "./answer.ts";
import type { RouteContext } from "./serve-page-options.ts";

/** `GET /api/audit?since=MS`: what is on record, oldest first. */
export async function showAudit({ query }: Received, context: RouteContext): Promise<Answer> {
	const since = Number(query.get("since") ?? "0");
	if (!Number.isSafeInteger(since) || since < 0) {
		return { status: 400, text: "since is a time in milliseconds since 1970.\n" };
	}
	return json({ schemaVersion: 1, entries: await context.audit.read(since) });
}

/** `GET /api/audit/verify`: walks every chain. */
export async function showAuditVerdict(_: Received, context: RouteContext): Promise<Answer> {
	return json({ schemaVersion: 1, ...(await context.audit.verify()) });
}

function json(body: unknown): Answer {
	const type = "application/json; charset=utf-8";
	return { status: 200, text: `${JSON.stringify(body)}\n`, type };
}
