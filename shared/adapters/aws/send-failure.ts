import type { SendResult } from "../../ports/receiver.ts";

export type SendFailure = Extract<SendResult, { ok: false }>;

/** What an SDK's error means for a notice: whether to try again, and when at the earliest. */
export function sendFailure(error: unknown): SendFailure {
	const { $metadata, $response, name = "", message = "" } = partsOf(error);
	const status = $metadata?.httpStatusCode;
	return {
		ok: false,
		retryable: isRetryable(name, status),
		retryAfterMs: waitOf($response?.headers?.["retry-after"]),
		reason: `${name}: ${message}`.slice(0, maxReasonCharacters),
	};
}

type ErrorParts = {
	readonly name?: string;
	readonly message?: string;
	readonly $metadata?: { readonly httpStatusCode?: number };
	readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
};

const maxReasonCharacters = 300;
const secondMs = 1_000;
const tooManyRequests = 429;
const firstServerError = 500;

function partsOf(error: unknown): ErrorParts {
	return error instanceof Error ? error : { name: "Error", message: String(error) };
}

/** Without a status nothing was answered. Some services throttle with status 400. */
function isRetryable(name: string, status: number | undefined): boolean {
	if (status === undefined || status === tooManyRequests || status >= firstServerError) return true;
	return /throttl|limitexceeded/i.test(name);
}

function waitOf(header: string | undefined): number | null {
	return header !== undefined && /^\d+$/.test(header) ? Number(header) * secondMs : null;
}
