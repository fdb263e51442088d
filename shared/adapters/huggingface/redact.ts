/** Anything that looks like a token of this vendor, whoever's it is. */
const tokenPattern = /hf_[A-Za-z0-9_-]{4,}/g;

const mask = "hf_***";

/** Text from outside, made safe to show and to log: without tokens and control characters. */
export function redact(text: string, token: string | null): string {
	const withoutOwn = token ? text.replaceAll(token, mask) : text;
	return withoutOwn
		.replaceAll(tokenPattern, mask)
		.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
		.trim();
}

/** A fresh error with name and message of the original only, since anything else may hold secrets. */
export function redactedCause(error: unknown, token: string | null): Error {
	const original = error instanceof Error ? error : new Error(String(error));
	const reasons = [original, original.cause, firstOf(original.cause)]
		.filter((reason) => reason instanceof Error)
		.map((reason) => redact(reason.message || codeOf(reason), token));
	const cause = new Error(reasons.filter((reason) => reason !== "").join(": "));
	cause.name = redact(original.name, token);
	return cause;
}

/** Node reports a refused connection as an aggregate with one error per address. */
function firstOf(error: unknown): unknown {
	return error instanceof AggregateError ? (error.errors as readonly unknown[])[0] : undefined;
}

function codeOf(error: Error): string {
	return "code" in error ? String(error.code) : "";
}
