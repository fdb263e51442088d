import { errorResponse } from "./error-response.ts";
import type { Route, SimulatedRequest, SimulatedResponse } from "./route.ts";

export type Actor = NonNullable<SimulatedRequest["actor"]>;

/** Tokens with the actor behind each, and the namespaces that those tokens may see. */
export type AccessSettings = {
	tokens: Readonly<Record<string, Actor>>;
	namespaces: readonly string[];
};

/** The actor behind the bearer token of a request, or null without a known token. */
export function actorOf(
	headers: Readonly<Record<string, string>>,
	tokens: AccessSettings["tokens"],
): Actor | null {
	const token = /^Bearer (\S+)$/i.exec(headers["authorization"] ?? "")?.[1];
	if (token === undefined || !Object.hasOwn(tokens, token)) return null;
	return tokens[token] ?? null;
}

/**
 * The refusal of a request, or null when it may go on. The real API answers 401 both for a bad token
 * and for a namespace without access (reference/huggingface 1.4); 403 for a token without write scope
 * is the project's own reading, since no source states it.
 */
export function refusalOf(
	route: Route,
	request: SimulatedRequest,
	namespaces: readonly string[],
): SimulatedResponse | null {
	if (route.public) return null;
	if (!request.actor) return invalidCredentials();
	const namespace = request.params["namespace"];
	if (namespace !== undefined && !namespaces.includes(namespace)) return invalidCredentials();
	if (needsWrite(route) && request.actor.role !== "write") {
		return errorResponse(403, "Forbidden: the token lacks the write permission");
	}
	return null;
}

/** The answer to a bad or missing token: body and header as recorded from the vendor. */
export function invalidCredentials(): SimulatedResponse {
	return errorResponse(401, "Invalid credentials in Authorization header");
}

/** Metrics are asked for by POST and carry the scope READ; every other change needs WRITE. */
export function needsWrite(route: Pick<Route, "method" | "pattern">): boolean {
	return route.method !== "GET" && !route.pattern.includes("/metrics");
}
