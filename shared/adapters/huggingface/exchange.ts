import type { Clock } from "../../ports/clock.ts";
import { cappedText } from "./capped-text.ts";
import { HuggingFaceError } from "./hugging-face-error.ts";
import { redactedCause } from "./redact.ts";

/** One request, ready to go out. */
export type OutgoingCall = {
	readonly method: "GET" | "POST" | "PUT";
	readonly url: URL;
	readonly body: unknown;
	readonly token: string | null;
};

export type ExchangeContext = {
	readonly fetch: typeof fetch;
	readonly clock: Clock;
	readonly timeoutMs: number;
	readonly bodyLimitBytes: number;
};

/** What came back, good or bad; `isCut`: the body was longer than the limit. */
export type Answer = {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	readonly isCut: boolean;
};

/** Sends one request once. Rejects with a `HuggingFaceError` when no answer arrived in time. */
export async function exchange(call: OutgoingCall, context: ExchangeContext): Promise<Answer> {
	const timeout = startTimeout(context.clock, context.timeoutMs);
	try {
		const response = await context.fetch(call.url, requestInit(call, timeout.signal));
		const { text, isCut } = await cappedText(response, context.bodyLimitBytes);
		return { status: response.status, headers: response.headers, text, isCut };
	} catch (error) {
		throw failureOf(error, call, timeout.signal.aborted ? context.timeoutMs : null);
	} finally {
		timeout.cancel();
	}
}

/** Redirects are refused, so that the token goes nowhere but to the address that was set. */
function requestInit({ method, body, token }: OutgoingCall, signal: AbortSignal): RequestInit {
	const headers: Record<string, string> = { accept: "application/json" };
	if (token !== null) headers["authorization"] = `Bearer ${token}`;
	if (body !== undefined) headers["content-type"] = "application/json";
	const init: RequestInit = { method, headers, signal, redirect: "error" };
	return body === undefined ? init : { ...init, body: JSON.stringify(body) };
}

/** Without a reason of its own, each abort makes an error with its stack, and each call ends with one. */
const answered = "answered";

/** The timeout is measured on the port, so that it is virtual where time is virtual. */
function startTimeout(clock: Clock, ms: number): { signal: AbortSignal; cancel: () => void } {
	const expiry = new AbortController();
	const cancelled = new AbortController();
	void clock.sleep(ms, cancelled.signal).then(() => {
		if (!cancelled.signal.aborted) expiry.abort();
	});
	return { signal: expiry.signal, cancel: () => cancelled.abort(answered) };
}

function failureOf(
	error: unknown,
	{ method, url, token }: OutgoingCall,
	expiredAfterMs: number | null,
): HuggingFaceError {
	const call = { method, route: url.pathname };
	if (expiredAfterMs !== null) {
		const event = `did not answer within ${expiredAfterMs} ms`;
		return new HuggingFaceError({ ...call, code: "timeout", retryable: true, event });
	}
	const cause = redactedCause(error, token);
	if (/redirect/i.test(cause.message)) {
		const event = "answered with a redirect, which is refused to keep the token where it belongs";
		return new HuggingFaceError({ ...call, code: "malformed", retryable: false, event, cause });
	}
	const event = `got no answer (${cause.message})`;
	return new HuggingFaceError({ ...call, code: "unavailable", retryable: true, event, cause });
}
