import type { SimulatedAccount } from "../account.ts";
import { errorResponse } from "../http/error-response.ts";
import type { Route, SimulatedRequest, SimulatedResponse } from "../http/route.ts";

/**
 * The proxy and the container behind `status.url`. The words of its refusals are those that users
 * reported (reference/huggingface 1.5); every request counts as traffic and wakes a sleeping endpoint.
 */
export function dataPlaneRoutes(account: SimulatedAccount): readonly Route[] {
	const answer = (request: SimulatedRequest) => answerOf(account, request);
	const pattern = "/data/{id}/{rest*}";
	return [
		{ method: "GET", pattern, public: true, answer },
		{ method: "POST", pattern, public: true, answer },
	];
}

function answerOf(account: SimulatedAccount, request: SimulatedRequest): SimulatedResponse {
	const endpoint = account.findById(request.params["id"] ?? "");
	if (!endpoint) return errorResponse(404, "Not Found");
	if (endpoint.type !== "public" && !request.actor) {
		return errorResponse(401, "Invalid credentials in Authorization header");
	}
	const outcome = account.request(endpoint.name);
	if (outcome.kind === "paused") {
		return { status: 400, headers: { "content-type": "text/plain" }, body: outcome.error };
	}
	if (outcome.kind !== "served") return { status: outcome.status, body: { error: outcome.error } };
	return { status: 200, body: completion(endpoint.model.repository, request, account.now()) };
}

/** An answer in the shape of the OpenAI API where it was asked for, else a plain one. */
function completion(model: string, request: SimulatedRequest, now: number): unknown {
	const rest = request.params["rest"] ?? "";
	if (rest === "health" || rest === "") return { status: "ok" };
	if (!rest.endsWith("chat/completions")) return { outputs: [], model };
	const promptTokens = Math.ceil(request.rawBody.length / 4);
	return {
		id: "chatcmpl-simulated",
		object: "chat.completion",
		created: Math.floor(now / 1000),
		model,
		choices: [{ index: 0, message: { role: "assistant", content: "Yes." }, finish_reason: "stop" }],
		usage: { prompt_tokens: promptTokens, completion_tokens: 2, total_tokens: promptTokens + 2 },
	};
}
