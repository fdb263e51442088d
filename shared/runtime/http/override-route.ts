import { composeOverride } from "../compose/compose-override.ts";
import type { HttpRequest } from "../events/http-request.ts";
import { type SignedOverrideDeps, takeSignedOverride } from "../take-signed-override.ts";
import { type Answer, jsonAnswer } from "./answer.ts";

/** `POST /v1/overrides`: an order signed as Standard Webhooks 1.0.0 says. */
export const overrideRoute = overrideRouteOf(composeOverride);

/** The same route with other dependencies, for tests that send it very many requests. */
export function overrideRouteOf(compose: () => Promise<SignedOverrideDeps>) {
	return async ({ headers, rawBody }: HttpRequest): Promise<Answer> => {
		const deps = await compose();
		const { status, body } = await takeSignedOverride(deps, { headers, rawBody });
		return jsonAnswer(status, body);
	};
}
