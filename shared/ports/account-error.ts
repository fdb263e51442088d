export type AccountErrorCode =
	| "unauthorized"
	| "forbidden"
	| "not-found"
	| "rejected"
	| "rate-limited"
	| "unavailable"
	| "timeout"
	| "malformed"
	| "call-budget";

/** A failed call to the account: which call, what came back, what to do. Never holds the token. */
export interface AccountError extends Error {
	readonly code: AccountErrorCode;
	readonly retryable: boolean;
	readonly status: number | null;
	/** What the vendor said, capped. */
	readonly vendorMessage: string | null;
}

export function isAccountError(error: unknown): error is AccountError {
	return error instanceof Error && "code" in error && "retryable" in error && "status" in error;
}
