import { createHash } from "node:crypto";
import { inlineSources } from "../../dashboard/page.ts";
import { plainHeaders } from "./plain-headers.ts";

/** Sent with the page: it may run its own script and style, and talk to this server only. */
export const securityHeaders: Readonly<Record<string, string>> = {
	...plainHeaders,
	"content-security-policy": [
		"default-src 'none'",
		`script-src '${sourceHash(inlineSources.script)}'`,
		`style-src '${sourceHash(inlineSources.style)}'`,
		"connect-src 'self'",
		"form-action 'none'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	].join("; "),
	"referrer-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"cross-origin-opener-policy": "same-origin",
};

function sourceHash(source: string): string {
	return `sha256-${createHash("sha256").update(source, "utf8").digest("base64")}`;
}
