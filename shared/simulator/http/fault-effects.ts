import { invalidCredentials, needsWrite } from "./access.ts";
import { errorResponse } from "./error-response.ts";
import type { FaultKind } from "./fault-kind.ts";
import { isEndpointList } from "./list-history.ts";
import type { FaultOutcome } from "./outcome.ts";
import type { SimulatedRequest, SimulatedResponse } from "./route.ts";
import { withoutSomeItems, withUnknownFields, withUnknownStates } from "./strange-bodies.ts";

/** `chance` is a fraction in [0, 1) per name; `earlierAnswer` the list as it was some time ago. */
export type FaultContext = {
	request: SimulatedRequest;
	answerTo: (request: SimulatedRequest) => SimulatedResponse;
	chance: (name: string) => number;
	retryAfterSeconds: number;
	earlierAnswer: () => SimulatedResponse | null;
};

export type FaultEffect = {
	canShow: (request: SimulatedRequest) => boolean;
	apply: (context: FaultContext) => FaultOutcome;
};

const hugeBodyBytes = 5_000_000;

/** What each fault does: the requests that can show it and what becomes of their answer. */
export const faultEffects: Readonly<Record<FaultKind, FaultEffect>> = {
	tooManyRequests: refusing((context) =>
		errorResponse(429, "Too Many Requests", { "retry-after": String(context.retryAfterSeconds) }),
	),
	internalError: refusing(() => errorResponse(500, "Internal Server Error")),
	badGateway: refusing(() => errorResponse(502, "Bad Gateway")),
	unavailable: refusing(() => errorResponse(503, "Service Unavailable")),
	tokenRevoked: refusing(invalidCredentials),
	connectionReset: { canShow: always, apply: () => ({ kind: "reset" }) },
	connectionResetAfterApplying: { canShow: always, apply: afterApplying({ kind: "reset" }) },
	timeoutBeforeApplying: { canShow: always, apply: () => ({ kind: "silent" }) },
	timeoutAfterApplying: { canShow: always, apply: afterApplying({ kind: "silent" }) },
	htmlBody: changing(always, () => ({
		status: 200,
		headers: { "content-type": "text/html; charset=utf-8" },
		body: "<!doctype html><html><body><h1>We will be right back</h1></body></html>",
	})),
	truncatedJson: changing(always, (response) => truncated(response)),
	hugeBody: changing(always, (response) => enlarged(response)),
	partialPage: changing(isEndpointList, (response, { chance }) => ({
		...response,
		body: withoutSomeItems(response.body, chance),
	})),
	repeatedCursor: changing(isFollowingPage, (response, { request }) => ({
		...response,
		body: { ...Object(response.body), nextCursor: request.query.get("cursor") },
	})),
	emptyList: changing(isEndpointList, () => ({ status: 200, body: { items: [], totalItems: 0 } })),
	staleList: changing(isEndpointList, (response, { earlierAnswer }) => earlierAnswer() ?? response),
	unknownFields: changing(always, (response) => ({
		...response,
		body: withUnknownFields(response.body),
	})),
	unknownStates: changing(always, (response, { chance }) => ({
		...response,
		body: withUnknownStates(response.body, chance),
	})),
	acceptedAndIgnored: { canShow: isChange, apply: ignoreChange },
};

function always(): boolean {
	return true;
}

function isFollowingPage(request: SimulatedRequest): boolean {
	return isEndpointList(request) && request.query.has("cursor");
}

/** A permitted change of one endpoint: update, deletion, pause, resume or scale to zero. */
function isChange(request: SimulatedRequest): boolean {
	if (request.actor?.role !== "write") return false;
	if (!/^\/v2\/endpoint\/[^/]+\/[^/]+/.test(request.path)) return false;
	return needsWrite({ method: methodOf(request), pattern: request.path });
}

function methodOf({ method }: SimulatedRequest): "GET" | "POST" | "PUT" | "DELETE" {
	return method === "POST" || method === "PUT" || method === "DELETE" ? method : "GET";
}

function refusing(respond: (context: FaultContext) => SimulatedResponse): FaultEffect {
	return {
		canShow: always,
		apply: (context) => ({ kind: "answer", response: respond(context) }),
	};
}

function afterApplying(outcome: FaultOutcome): FaultEffect["apply"] {
	return ({ request, answerTo }) => {
		answerTo(request);
		return outcome;
	};
}

/** Lets the request take effect and spoils its answer, but only a good one. */
function changing(
	canShow: FaultEffect["canShow"],
	change: (response: SimulatedResponse, context: FaultContext) => SimulatedResponse,
): FaultEffect {
	return {
		canShow,
		apply: (context) => {
			const response = context.answerTo(context.request);
			const changed = response.status === 200 ? change(response, context) : response;
			return { kind: "answer", response: changed };
		},
	};
}

function truncated(response: SimulatedResponse): SimulatedResponse {
	const text = textOf(response.body);
	return {
		...response,
		headers: { "content-type": "application/json", ...response.headers },
		body: text.slice(0, Math.floor(text.length / 2)),
	};
}

function enlarged(response: SimulatedResponse): SimulatedResponse {
	const padding = "x".repeat(hugeBodyBytes);
	if (typeof response.body === "string") return { ...response, body: response.body + padding };
	return { ...response, body: { ...Object(response.body), padding } };
}

function textOf(body: unknown): string {
	return typeof body === "string" ? body : JSON.stringify(body);
}

/** Answers with the endpoint as it stands and changes nothing; an unknown endpoint stays a 404. */
function ignoreChange({ request, answerTo }: FaultContext): FaultOutcome {
	const path = request.path.split("/").slice(0, 5).join("/");
	const response = answerTo({ ...request, method: "GET", path, body: null, rawBody: "" });
	const isDeletion = request.method === "DELETE" && response.status === 200;
	return { kind: "answer", response: isDeletion ? { status: 200, body: {} } : response };
}
