import type { AccountResult, SimulatedAccount } from "../account.ts";
import type { Route, SimulatedRequest, SimulatedResponse } from "../http/route.ts";
import { answer, notFound, refusal, scopedRoute } from "./answers.ts";
import { endpointBody } from "./endpoint-body.ts";

const one = "/v2/endpoint/{namespace}/{name}";

type Act = (request: SimulatedRequest, name: string, user: string) => AccountResult;

/** Reading and changing one endpoint. There is no PATCH. */
export function endpointChangeRoutes(account: SimulatedAccount): Route[] {
	const write = (method: Route["method"], pattern: string, act: Act) =>
		scopedRoute(account, {
			method,
			pattern,
			scope: "write",
			answer: (request) => result(act(request, nameIn(request), request.actor?.user ?? "")),
		});
	return [
		scopedRoute(account, {
			method: "GET",
			pattern: one,
			scope: "read",
			answer(request) {
				const endpoint = account.find(nameIn(request));
				return endpoint === null ? notFound : answer(endpointBody(endpoint));
			},
		}),
		write("POST", "/v2/endpoint/{namespace}", ({ body }, _, user) => account.create(body, user)),
		write("PUT", one, ({ body }, name, user) => account.update(name, body, user)),
		write("POST", `${one}/pause`, (_, name, user) => account.pause(name, user)),
		write("POST", `${one}/resume`, (_, name, user) => account.resume(name, user)),
		write("POST", `${one}/scale-to-zero`, (_, name, user) => account.scaleToZero(name, user)),
		scopedRoute(account, {
			method: "DELETE",
			pattern: one,
			scope: "write",
			answer(request) {
				const removed = account.remove(nameIn(request), request.actor?.user ?? "");
				return removed.ok ? answer({}) : result(removed);
			},
		}),
	];
}

function nameIn(request: SimulatedRequest): string {
	return request.params["name"] ?? "";
}

function result(outcome: AccountResult): SimulatedResponse {
	if (!outcome.ok) return refusal(outcome.status, outcome.error);
	return answer(endpointBody(outcome.endpoint));
}
