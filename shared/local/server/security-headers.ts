import { createHash } from "node:crypto";
import { inlineSources } from "../../dashboard/page.ts";

/**
 * Sent with every answer. The page may run its own script and style and nothing else, and talk to this
 * server only. The referrer stays on this site; `no-referrer` would make browsers send the page's own
 * forms with `Origin: null`, which could not be told from a foreign site's.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
	"content-security-policy": [
		"default-src 'none'",
		`script-src '${sourceHash(inlineSources.script)}'`,
		`style-src '${sourceHash(inlineSources.style)}'`,
		"connect-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	].join("; "),
	"cache-control": "no-store",
	"x-content-type-options": "nosniff",
	"referrer-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"cross-origin-opener-policy": "same-origin",
};

function sourceHash(source: string): string {
	return `sha256-${createHash("sha256").update(source, "utf8").digest("base64")}`;
}
