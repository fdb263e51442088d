import type { Instant } from "../../domain/instant.ts";
import type { AccountErrorCode } from "../../ports/account-error.ts";
import type { Answer, OutgoingCall } from "./exchange.ts";
import { HuggingFaceError } from "./hugging-face-error.ts";
import { retryAfterMs } from "./retry-after.ts";
import { requestIdOf, vendorMessage } from "./vendor-message.ts";

/** The parsed body of a good answer (null where it is empty); throws a `HuggingFaceError` else. */
export function readAnswer(answer: Answer, call: OutgoingCall, now: Instant): unknown {
	refuseBadStatus(answer, call, now);
	if (answer.isCut) throw malformed(answer, call, { how: "with an overlong body", again: false });
	if (answer.text.trim() === "") return null;
	try {
		return JSON.parse(answer.text);
	} catch {
		throw malformed(answer, call, { how: "with a body that is not JSON", again: true });
	}
}

/** Throws a `HuggingFaceError` unless the status is a good one. */
export function refuseBadStatus(answer: Answer, call: OutgoingCall, now: Instant): void {
	const { status, headers, text } = answer;
	if (status >= 200 && status < 300) return;
	const code = codeOf(status);
	throw new HuggingFaceError({
		...identityOf(answer, call),
		code,
		retryable: code === "rate-limited" || code === "unavailable" || code === "timeout",
		event: `answered ${status}`,
		vendorMessage: vendorMessage(headers, text, call.token),
		retryAfterMs: retryAfterMs(headers, now),
	});
}

const codeByStatus: ReadonlyMap<number, AccountErrorCode> = new Map([
	[401, "unauthorized"],
	[403, "forbidden"],
	[404, "not-found"],
	[408, "timeout"],
	[429, "rate-limited"],
]);

const firstServerError = 500;

function codeOf(status: number): AccountErrorCode {
	return codeByStatus.get(status) ?? (status >= firstServerError ? "unavailable" : "rejected");
}

function malformed(
	answer: Answer,
	call: OutgoingCall,
	{ how, again }: { how: string; again: boolean },
): HuggingFaceError {
	const event = `answered ${answer.status} ${how}`;
	const identity = identityOf(answer, call);
	return new HuggingFaceError({ ...identity, code: "malformed", retryable: again, event });
}

function identityOf({ status, headers }: Answer, { method, url, token }: OutgoingCall) {
	return { method, route: url.pathname, status, requestId: requestIdOf(headers, token) };
}
