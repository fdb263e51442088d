import * as z from "zod";
import type { Clock } from "../../ports/clock.ts";

/** docs.slack.dev: a call that is slower counts as not answered. */
const timeoutMs = 3_000;
const longestRetryAfterMs = 3_600_000;
const longestAnswerBytes = 64 * 1_024;
const tooManyStatus = 429;

export type SlackApiOptions = {
	/** `https://slack.com/api`, another one in tests. */
	readonly url: string;
	/** A secret: it stands in no answer and no message. */
	readonly token: string;
	readonly fetch: typeof fetch;
	readonly clock: Clock;
};

export type SlackApiAnswer =
	| { readonly ok: true; readonly channel: string; readonly ts: string }
	| {
			readonly ok: false;
			/** Slack's own word, such as `invalid_blocks`; null: nothing was answered. */
			readonly error: string | null;
			readonly retryable: boolean;
			readonly retryAfterMs: number | null;
			readonly reason: string;
	  };

const answerSchema = z.object({
	ok: z.boolean(),
	error: z.string().max(100).optional(),
	channel: z.string().max(50).optional(),
	ts: z.string().max(50).optional(),
});

/** One call of Slack's Web API. Never rejects, never tells the token. */
export async function callSlack(
	method: "chat.postMessage" | "chat.update",
	body: object,
	{ url, token, fetch, clock }: SlackApiOptions,
): Promise<SlackApiAnswer> {
	const aborted = new AbortController();
	const answered = new AbortController();
	const timeout = clock.sleep(timeoutMs, answered.signal).then((): SlackApiAnswer => {
		if (!answered.signal.aborted) aborted.abort();
		return silent(`no answer within ${timeoutMs / 1_000} s`);
	});
	const request = {
		method: "POST",
		headers: {
			authorization: `Bearer ${token}`,
			"content-type": "application/json; charset=utf-8",
		},
		body: JSON.stringify(body),
		redirect: "error",
		signal: aborted.signal,
	} as const;
	const call = fetch(`${url}/${method}`, request).then(answerOf);
	const first = await Promise.race([
		call.catch(() => silent("the channel cannot be reached")),
		timeout,
	]);
	answered.abort();
	return first;
}

function silent(reason: string): SlackApiAnswer {
	return { ok: false, error: null, retryable: true, retryAfterMs: null, reason };
}

/** Words of a state that passes by itself (docs.slack.dev, errors of chat.postMessage). */
const passing: ReadonlySet<string> = new Set([
	"ratelimited",
	"rate_limited",
	"internal_error",
	"fatal_error",
	"service_unavailable",
	"request_timeout",
]);

async function answerOf(response: Response): Promise<SlackApiAnswer> {
	const { status } = response;
	if (status === tooManyStatus || status >= 500) {
		await response.body?.cancel();
		const header = response.headers.get("retry-after") ?? "";
		const waitMs = /^\d+$/.test(header) ? Number(header) * 1_000 : null;
		const retryAfterMs = waitMs === null ? null : Math.min(waitMs, longestRetryAfterMs);
		const reason = `Slack answered ${status}`;
		return { ok: false, error: null, retryable: true, retryAfterMs, reason };
	}
	const parsed = answerSchema.safeParse(
		parsedJson((await response.text()).slice(0, longestAnswerBytes)),
	);
	if (!parsed.success) {
		const reason = `Slack answered ${status} and nothing that could be read`;
		return { ok: false, error: null, retryable: status < 400, retryAfterMs: null, reason };
	}
	const { ok, error = "", channel = "", ts = "" } = parsed.data;
	if (ok) return { ok: true, channel, ts };
	const word = error.replaceAll(/[^a-z_]/g, "");
	const reason = `Slack refused: ${word}`;
	return { ok: false, error: word, retryable: passing.has(word), retryAfterMs: null, reason };
}

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
