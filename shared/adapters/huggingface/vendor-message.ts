import { redact } from "./redact.ts";

/** Longer messages are cut: they end up in logs and notices. */
const longestMessage = 300;

/**
 * What the vendor said about a failure. The shape of its errors is not documented, so this reads in
 * the order of the vendor's own client: header `X-Error-Message`, `error` (text or list),
 * `error` with `error_description`, `errors[].message`, `message`, then the text itself unless it
 * is a page. null: nothing that can be shown.
 */
export function vendorMessage(headers: Headers, body: string, token: string | null): string | null {
	const said = headers.get("x-error-message") ?? fromBody(body);
	if (said === null) return null;
	const safe = redact(said, token);
	if (safe === "") return null;
	return safe.length > longestMessage ? `${safe.slice(0, longestMessage - 1)}…` : safe;
}

/** Whichever identity the answer carries, for a question to the vendor's support. */
export function requestIdOf(headers: Headers, token: string | null): string | null {
	for (const name of ["x-request-id", "x-amzn-trace-id", "x-amz-cf-id"]) {
		const value = headers.get(name);
		if (value) return redact(value, token).slice(0, longestMessage);
	}
	return null;
}

function fromBody(body: string): string | null {
	try {
		return fromJson(JSON.parse(body));
	} catch {
		return isPage(body) ? null : body;
	}
}

function isPage(body: string): boolean {
	return /^\s*<(?:!doctype|html|\?xml)/i.test(body);
}

function fromJson(json: unknown): string | null {
	if (typeof json === "string") return json;
	if (typeof json !== "object" || json === null) return null;
	const { error, error_description: description, errors, message } = json as ErrorBody;
	const parts = [...textsOf(error), ...textsOf(description)];
	if (parts.length > 0) return parts.join(": ");
	const listed = textsOf(errors);
	return listed.length > 0 ? listed.join("; ") : (textsOf(message)[0] ?? null);
}

type ErrorBody = Readonly<
	Partial<Record<"error" | "error_description" | "errors" | "message", unknown>>
>;

function textsOf(value: unknown): readonly string[] {
	if (typeof value === "string") return value === "" ? [] : [value];
	if (Array.isArray(value)) return value.flatMap(textsOf);
	if (typeof value === "object" && value !== null && "message" in value) {
		return textsOf(value.message);
	}
	return [];
}
