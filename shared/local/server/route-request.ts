import { largestSlackBodyBytes } from "../../adapters/slack/verify-slack.ts";
import { page } from "../../dashboard/page.ts";
import { viewOf } from "../../dashboard/view.ts";
import type { Answer, Received } from "./answer.ts";
import { showAudit, showAuditVerdict } from "./audit-routes.ts";
import { healthOf } from "./health.ts";
import { overrideForm } from "./override-form.ts";
import { bodyBytesMax } from "./read-raw-body.ts";
import type { RouteContext } from "./serve-page-options.ts";
import { stateOf } from "./state.ts";

type Handler = (request: Received, context: RouteContext) => Promise<Answer>;

/** Every route there is: method and path. */
export const routes: ReadonlyMap<string, Handler> = new Map<string, Handler>([
	["GET /", showPage],
	["GET /healthz", showHealth],
	["GET /api/state", showState],
	["GET /api/audit", showAudit],
	["GET /api/audit/verify", showAuditVerdict],
	["POST /v1/overrides", signedOverride],
	["POST /v1/slack", slackRequest],
	["POST /overrides/form", overrideForm],
]);

/** Answers a request of this machine's own; every route that is not in the list is refused in words. */
export async function routeRequest(request: Received, context: RouteContext): Promise<Answer> {
	const method = request.method === "HEAD" ? "GET" : request.method;
	const handler = routes.get(`${method} ${request.path}`);
	return handler === undefined ? unknownRoute(request) : handler(request, context);
}

function unknownRoute({ method, path }: Received): Answer {
	const allowed = [...routes.keys()]
		.map((route) => route.split(" "))
		.filter(([, known]) => known === path)
		.map(([known = ""]) => known);
	if (allowed.length === 0) {
		return { status: 404, text: "There is nothing at this address. The page is at /.\n" };
	}
	return {
		status: 405,
		text: `${path} does not take ${method}, only ${allowed.join(", ")}.\n`,
		headers: { allow: allowed.join(", ") },
	};
}

async function showPage({ query }: Received, context: RouteContext): Promise<Answer> {
	const model = await context.readModel();
	const view = viewOf({ ...model, simulated: context.simulated }, { seed: context.seed });
	const { csrfToken, version } = context;
	const text = page(view, { csrfToken, version, said: takeNote(query, context) });
	return { status: 200, text, type: "text/html; charset=utf-8" };
}

function takeNote(query: URLSearchParams, { notes }: RouteContext): string | null {
	const id = query.get("said") ?? "";
	const note = notes.get(id) ?? null;
	notes.delete(id);
	return note;
}

async function showHealth(_request: Received, context: RouteContext): Promise<Answer> {
	const health = healthOf(await context.readModel(), context.version);
	return json(health.ok ? 200 : 503, health);
}

async function showState(_request: Received, context: RouteContext): Promise<Answer> {
	return json(200, stateOf(await context.readModel()));
}

/** The bytes go on untouched, because the signature is over them. */
async function signedOverride(request: Received, context: RouteContext): Promise<Answer> {
	const rawBody = await request.readBody();
	if (rawBody === null) {
		return json(413, { error: `The body is longer than ${bodyBytesMax} bytes.` });
	}
	const applied = await context.applySignedOverride({ headers: request.headers, rawBody });
	return json(applied.status, applied.body);
}

async function slackRequest(request: Received, context: RouteContext): Promise<Answer> {
	if (context.takeSlack == null) {
		return { status: 404, text: "No Slack app is connected: set SLACK_SIGNING_SECRET.\n" };
	}
	const rawBody = await request.readBody(largestSlackBodyBytes);
	if (rawBody === null) return json(413, { error: "The body is too long." });
	const taken = await context.takeSlack({ headers: request.headers, rawBody });
	return json(taken.status, taken.body);
}

function json(status: number, body: unknown): Answer {
	const text = `${JSON.stringify(body) ?? "null"}\n`;
	return { status, text, type: "application/json; charset=utf-8" };
}
