import { defaultKeyName } from "../../domain/override-rules.ts";
import { isWebhookSecret } from "./standard-webhook.ts";

/** A secret that signs orders, and the name under which the policy says what it may order. */
export type OverrideKey = { readonly name: string; readonly secret: string };

const namedKey = /^(?:([a-z0-9-]{1,32})=)?(\S+)$/;

/**
 * `whsec_… ci=whsec_… ci=whsec_…`: keys with spaces between, each with a name and `=` in front unless
 * it is the default one. A name that stands there twice is in rotation: both secrets sign. Throws on a
 * malformed one, without repeating it.
 */
export function parseOverrideKeys(text: string): OverrideKey[] {
	const parts = text.trim().split(/\s+/);
	return parts.map((part, index) => {
		const [, name = defaultKeyName, secret = ""] = namedKey.exec(part) ?? [];
		if (!isWebhookSecret(secret)) {
			throw new TypeError(
				`override secret ${index + 1} is not whsec_ and base64 of 24 to 64 bytes`,
			);
		}
		return { name, secret };
	});
}
