import type { SimulatedResponse } from "./route.ts";

/**
 * An error in the shape of the vendor's best-known errors (reference/huggingface 1.4): the message in
 * the field `error` and in the header `X-Error-Message`.
 */
export function errorResponse(
	status: number,
	message: string,
	headers: Readonly<Record<string, string>> = {},
): SimulatedResponse {
	return { status, headers: { "x-error-message": message, ...headers }, body: { error: message } };
}
