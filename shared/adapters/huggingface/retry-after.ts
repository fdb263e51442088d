import type { Instant } from "../../domain/instant.ts";
import { secondMs } from "../../domain/instant.ts";

/**
 * How long the vendor asks us to wait, in milliseconds: `Retry-After` (seconds or a date), else the
 * reset time `t` of a `RateLimit` header. null: it does not say.
 */
export function retryAfterMs(headers: Headers, now: Instant): number | null {
	return fromRetryAfter(headers.get("retry-after"), now) ?? fromRateLimit(headers.get("ratelimit"));
}

/** True where the `RateLimit` header says that nothing is left in this window. */
export function isExhausted(headers: Headers): boolean {
	return parameterOf(headers.get("ratelimit"), "r") === 0;
}

function fromRetryAfter(value: string | null, now: Instant): number | null {
	if (value === null) return null;
	if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Math.ceil(Number(value) * secondMs);
	const date = Date.parse(value);
	return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function fromRateLimit(value: string | null): number | null {
	const seconds = parameterOf(value, "t");
	return seconds === null ? null : seconds * secondMs;
}

/** `"api";r=0;t=55`, as in the drafts of the RateLimit header fields. */
function parameterOf(value: string | null, name: "r" | "t"): number | null {
	const match = new RegExp(`(?:^|[;,\\s])${name}\\s*=\\s*(\\d+)`).exec(value ?? "");
	return match ? Number(match[1]) : null;
}
