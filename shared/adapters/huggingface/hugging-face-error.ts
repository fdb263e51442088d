import type { AccountError, AccountErrorCode } from "../../ports/account-error.ts";

export type HuggingFaceErrorDetails = {
	readonly code: AccountErrorCode;
	readonly retryable: boolean;
	readonly method: string;
	/** The path without its query. */
	readonly route: string;
	/** What came back, to follow method and route: `answered 401`. */
	readonly event: string;
	readonly status?: number | null;
	readonly requestId?: string | null;
	readonly vendorMessage?: string | null;
	/** How long the vendor asked us to wait. */
	readonly retryAfterMs?: number | null;
	/** Already free of secrets. */
	readonly cause?: Error | undefined;
};

/**
 * A failed call to Hugging Face. The message names method, route, answer, the vendor's own words,
 * the request id and what to do. Nothing in it, its cause included, holds the token.
 */
export class HuggingFaceError extends Error implements AccountError {
	override readonly name = "HuggingFaceError";
	readonly code: AccountErrorCode;
	readonly retryable: boolean;
	readonly status: number | null;
	readonly vendorMessage: string | null;
	readonly requestId: string | null;
	readonly retryAfterMs: number | null;

	constructor(details: HuggingFaceErrorDetails) {
		super(messageOf(details), details.cause ? { cause: details.cause } : undefined);
		this.code = details.code;
		this.retryable = details.retryable;
		this.status = details.status ?? null;
		this.vendorMessage = details.vendorMessage ?? null;
		this.requestId = details.requestId ?? null;
		this.retryAfterMs = details.retryAfterMs ?? null;
	}
}

const paymentRequired = 402;

const adviceByCode: Readonly<Record<AccountErrorCode, string>> = {
	unauthorized: "Check the token, and that it has access to this namespace.",
	forbidden: "Give the token the Inference Endpoints permissions of this namespace.",
	"not-found": "Check the namespace and the name; the endpoint may have been deleted.",
	rejected: "The request was understood and refused: the vendor's message says why.",
	"rate-limited": "Wait for the next pass; call less often if this goes on.",
	unavailable: "Wait for the next pass; if this goes on, check the vendor's status page.",
	timeout: "Wait for the next pass; a change may have been made, so read before trying again.",
	malformed: "The answer is not what the API documents: check the address and any proxy.",
	"call-budget": "Wait for the next pass; raise the call budget if the fleet needs more calls.",
};

function messageOf(details: HuggingFaceErrorDetails): string {
	const { method, route, event, vendorMessage, requestId } = details;
	const said = vendorMessage ? `: "${vendorMessage}"` : "";
	const id = requestId ? ` (request id ${requestId})` : "";
	return `${method} ${route} ${event}${said}${id}. ${adviceOf(details)}`;
}

function adviceOf({ code, status }: HuggingFaceErrorDetails): string {
	if (status === paymentRequired) return "Check the namespace's credits and subscription.";
	return adviceByCode[code];
}
