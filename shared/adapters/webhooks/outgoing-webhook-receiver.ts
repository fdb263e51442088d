import { createHash } from "node:crypto";
import type { Notice } from "../../domain/notice.ts";
import { noticeEvent, truncatedEvent } from "../../domain/notice-event.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Receiver, SendResult } from "../../ports/receiver.ts";
import { largestBodyBytes, signWebhook } from "./standard-webhook.ts";

const timeoutMs = 5_000;
const longestRetryAfterMs = 3_600_000;
const tooManyStatus = 429;
/** Not now, or not yet: everything else below 500 is for a person to mend. */
const passingStatuses: readonly number[] = [408, 425, tooManyStatus];

export type OutgoingWebhookOptions = {
	/** https, or http on this machine: checked where the setting is read. */
	readonly url: string;
	readonly secret: string;
	readonly fetch: typeof fetch;
	readonly clock: Clock;
	readonly channel?: string;
};

/**
 * Notices to any address, signed as Standard Webhooks 1.0.0 says. `webhook-id` is made of the identity of
 * the transition, so that a repetition can be told. Never rejects.
 */
export function createOutgoingWebhookReceiver(options: OutgoingWebhookOptions): Receiver {
	return {
		channel: options.channel ?? "webhook",
		send: async (notice) => {
			const body = bodyOf(notice);
			return body === null ? tooLarge(notice) : post(notice, body, options);
		},
	};
}

/** Standard Webhooks advises bodies below 20 KB; a larger notice goes without its sections. */
function bodyOf(notice: Notice): string | null {
	const whole = noticeEvent(notice);
	for (const data of [whole, truncatedEvent(whole)]) {
		const timestamp = new Date(notice.createdAt).toISOString();
		const body = JSON.stringify({ type: data.type, timestamp, data });
		if (Buffer.byteLength(body) <= largestBodyBytes) return body;
	}
	return null;
}

function tooLarge({ id }: Notice): SendResult {
	const reason = `notice ${id.slice(0, 100)} is over ${largestBodyBytes} bytes without its sections`;
	return { ok: false, retryable: false, retryAfterMs: null, reason };
}

async function post(
	notice: Notice,
	body: string,
	{ url, secret, fetch, clock }: OutgoingWebhookOptions,
): Promise<SendResult> {
	const id = `msg_${createHash("sha256").update(notice.id).digest("hex").slice(0, 40)}`;
	const timestampSeconds = Math.floor(clock.now() / 1_000);
	const aborted = new AbortController();
	const answered = new AbortController();
	const timeout = clock.sleep(timeoutMs, answered.signal).then((): SendResult => {
		if (!answered.signal.aborted) aborted.abort();
		return silent(`no answer within ${timeoutMs / 1_000} s`);
	});
	const request = {
		method: "POST",
		headers: {
			"content-type": "application/json",
			"webhook-id": id,
			"webhook-timestamp": String(timestampSeconds),
			"webhook-signature": signWebhook({ id, timestampSeconds, rawBody: body, secret }),
		},
		body,
		redirect: "error",
		signal: aborted.signal,
	} as const;
	const call = fetch(url, request).then(resultOf);
	const first = await Promise.race([
		call.catch(() => silent("the address cannot be reached")),
		timeout,
	]);
	answered.abort();
	return first;
}

function silent(reason: string): SendResult {
	return { ok: false, retryable: true, retryAfterMs: null, reason };
}

/** What the other side says is not read: only whether it took the notice. */
async function resultOf(response: Response): Promise<SendResult> {
	const { status, headers } = response;
	await response.body?.cancel();
	if (status >= 200 && status < 300) return { ok: true };
	const header = headers.get("retry-after") ?? "";
	const waitMs = /^\d+$/.test(header) ? Number(header) * 1_000 : null;
	const retryAfterMs = waitMs === null ? null : Math.min(waitMs, longestRetryAfterMs);
	const retryable = status >= 500 || passingStatuses.includes(status);
	return { ok: false, retryable, retryAfterMs, reason: `the address answered ${status}` };
}
