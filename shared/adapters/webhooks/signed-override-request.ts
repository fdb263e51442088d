import type { Instant } from "../../domain/instant.ts";
import type { OverrideBody } from "./override-command.ts";
import { signWebhook } from "./standard-webhook.ts";

export type OverrideToSend = {
	readonly id: string;
	readonly nowMs: Instant;
	readonly secret: string;
	readonly data: OverrideBody["data"];
};

export type SignedRequest = {
	readonly method: "POST";
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
};

/** What `guardrail override` sends to `POST /v1/overrides`. Throws on a malformed secret or id. */
export function signedOverrideRequest(override: OverrideToSend): SignedRequest {
	const { id, nowMs, secret, data } = override;
	const timestampSeconds = Math.floor(nowMs / 1_000);
	const timestamp = new Date(nowMs).toISOString();
	const body = JSON.stringify({ type: "override.create", timestamp, data } satisfies OverrideBody);
	return {
		method: "POST",
		headers: {
			"content-type": "application/json",
			"webhook-id": id,
			"webhook-timestamp": String(timestampSeconds),
			"webhook-signature": signWebhook({ id, timestampSeconds, rawBody: body, secret }),
		},
		body,
	};
}
