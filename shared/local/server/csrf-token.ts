import { randomBytes } from "node:crypto";

/**
 * A secret of this process that only its own page knows, so that no other site can send the page's
 * forms. It must be unguessable, therefore it does not come from the `Ids` port, whose ids may repeat
 * in tests.
 */
export function newCsrfToken(): string {
	return randomBytes(24).toString("base64url");
}
