import type { SimulatedAccount } from "../account.ts";
import type { Route, SimulatedRequest, SimulatedResponse } from "../http/route.ts";

type Scope = "read" | "write";
type Answer = (request: SimulatedRequest) => SimulatedResponse;

/** The body of every refusal; the vendor documents none, this is the best evidence there is. */
export function refusal(status: number, error: string): SimulatedResponse {
	return { status, headers: { "x-error-message": error }, body: { error } };
}

export function answer(body: unknown): SimulatedResponse {
	return { status: 200, body };
}

export const notFound: SimulatedResponse = refusal(404, "Not Found");

/**
 * A route that only an owner of a token with this scope reaches. A foreign namespace is refused
 * like a bad token, as the vendor does.
 */
export function scopedRoute(
	account: SimulatedAccount,
	route: Omit<Route, "answer"> & { scope: Scope; answer: Answer },
): Route {
	const { scope, ...rest } = route;
	return {
		...rest,
		answer(request) {
			const isKnown = request.params["namespace"] === account.namespace;
			if (request.actor === null || !isKnown) {
				return refusal(401, "Invalid credentials in Authorization header");
			}
			if (scope === "write" && request.actor.role === "read") {
				return refusal(403, "This token has no write access to Inference Endpoints");
			}
			return route.answer(request);
		},
	};
}
