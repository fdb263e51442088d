import { composeOverride } from "../compose/compose-override.ts";
import type { HttpRequest } from "../events/http-request.ts";
import { takeSignedOverride } from "../take-signed-override.ts";
import { type Answer, jsonAnswer } from "./answer.ts";

/** `POST /v1/overrides`: an order signed as Standard Webhooks 1.0.0 says. */
export async function overrideRoute({ headers, rawBody }: HttpRequest): Promise<Answer> {
	const deps = await composeOverride();
	const { status, body } = await takeSignedOverride(deps, { headers, rawBody });
	return jsonAnswer(status, body);
}
