import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./answer.ts";

const ownNames = ["127.0.0.1", "localhost", "[::1]"];
const reading = new Set(["GET", "HEAD"]);

/** The origins under which a browser on this machine sees this server. */
export function ownOrigins(port: number): ReadonlySet<string> {
	return new Set(ownNames.map((name) => new URL(`http://${name}:${port}`).origin));
}

/**
 * Why a request is not from this machine's own page, null if it may be. The Host check stops a foreign
 * name that was made to point at 127.0.0.1 (DNS rebinding); the Origin check stops foreign sites' forms.
 */
export function refusal(
	headers: IncomingHttpHeaders,
	method: string,
	origins: ReadonlySet<string>,
): Answer | null {
	if (
		!origins.has(`http://${(headers.host ?? "").toLowerCase()}`) &&
		!isDefaultPort(headers, origins)
	) {
		return forbidden(
			"This server answers only as 127.0.0.1, localhost or [::1] with its own port.",
		);
	}
	if (reading.has(method) || headers.origin === undefined) return null;
	if (origins.has(headers.origin.toLowerCase())) return null;
	return forbidden("This request comes from another site. Orders are taken only from this page.");
}

/** On port 80 a browser leaves the port out of Host, as it is left out of the origin. */
function isDefaultPort({ host }: IncomingHttpHeaders, origins: ReadonlySet<string>): boolean {
	return host?.endsWith(":80") === true && origins.has(`http://${host.slice(0, -3)}`);
}

function forbidden(sentence: string): Answer {
	return { status: 403, text: `${sentence}\n` };
}
