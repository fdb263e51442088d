import type { Notice } from "../../domain/notice.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Receiver, SendResult } from "../../ports/receiver.ts";
import { type SlackMessage, slackMessage } from "./blocks.ts";

/** docs.slack.dev: a channel that is slower counts as down. */
const timeoutMs = 3_000;
/** Nothing is waited for longer on the word of a channel. */
const longestRetryAfterMs = 3_600_000;
/** Slack answers `ok` or a word; more is not read. */
const longestAnswer = 200;
/** The webhook was removed, or its channel archived: only a person can mend that. */
const deadStatuses: readonly number[] = [403, 404, 410];
const badRequestStatus = 400;
const tooManyStatus = 429;
const firstServerError = 500;

export type IncomingWebhookOptions = {
	/** A secret: whoever has it can write to the channel. It stands in no answer and no message. */
	readonly url: string;
	readonly fetch: typeof fetch;
	readonly clock: Clock;
	readonly channel?: string;
};

/** Slack's incoming webhook: notices only, no buttons, no edits. Never rejects. */
export function createIncomingWebhookReceiver(options: IncomingWebhookOptions): Receiver {
	return {
		channel: options.channel ?? "slack",
		async send(notice: Notice): Promise<SendResult> {
			const message = slackMessage(notice.message);
			const answer = await post(message, options);
			if (!refusesBlocks(answer)) return resultOf(answer);
			return resultOf(await post({ text: plainText(message) }, options));
		},
	};
}

type Answer =
	| {
			readonly status: number;
			readonly retryAfterMs: number | null;
			readonly text: string;
	  }
	| { readonly status: null; readonly reason: string };

async function post(
	message: SlackMessage | { readonly text: string },
	{ url, fetch, clock }: IncomingWebhookOptions,
): Promise<Answer> {
	const aborted = new AbortController();
	const answered = new AbortController();
	const timeout = clock.sleep(timeoutMs, answered.signal).then((): Answer => {
		if (!answered.signal.aborted) aborted.abort();
		return { status: null, reason: `no answer within ${timeoutMs / 1_000} s` };
	});
	const request = {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(message),
		redirect: "error",
		signal: aborted.signal,
	} as const;
	const answer = async () => answerOf(await fetch(url, request), clock);
	const first = await Promise.race([answer().catch(failureOf), timeout]);
	answered.abort();
	return first;
}

async function answerOf(response: Response, clock: Clock): Promise<Answer> {
	const retryAfterMs = retryAfter(response.headers.get("retry-after"), clock);
	return { status: response.status, retryAfterMs, text: await firstWords(response) };
}

/** The message of a failed fetch may hold the address: only its code is told. */
function failureOf(error: unknown): Answer {
	const cause: unknown = error instanceof Error ? error.cause : null;
	const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
	return { status: null, reason: `the channel cannot be reached${code}` };
}

/** Seconds or a date; null where neither is given. */
function retryAfter(header: string | null, clock: Clock): number | null {
	if (header === null) return null;
	const waitMs = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - clock.now();
	if (Number.isNaN(waitMs)) return null;
	return Math.min(Math.max(waitMs, 0), longestRetryAfterMs);
}

async function firstWords(response: Response): Promise<string> {
	const reader = response.body?.getReader();
	if (reader === undefined) return "";
	const { value } = await reader.read();
	await reader.cancel();
	return new TextDecoder().decode(value).slice(0, longestAnswer);
}

function refusesBlocks(answer: Answer): boolean {
	return answer.status === badRequestStatus && answer.text.includes("invalid_blocks");
}

function plainText(message: SlackMessage): string {
	return message.blocks
		.map((block) => (block.type === "context" ? block.elements[0]?.text : block.text.text))
		.join("\n");
}

function resultOf(answer: Answer): SendResult {
	if (answer.status === null) {
		return { ok: false, retryable: true, retryAfterMs: null, reason: answer.reason };
	}
	const { status, retryAfterMs } = answer;
	if (status >= 200 && status < 300) return { ok: true };
	const retryable = status === tooManyStatus || status >= firstServerError;
	const words = answer.text.replaceAll(/[^\w .,-]/g, " ").trim();
	const dead = deadStatuses.includes(status) ? ": the webhook is gone, make a new one" : "";
	const said = words === "" ? "" : ` ${words}`;
	return { ok: false, retryable, retryAfterMs, reason: `Slack answered ${status}${said}${dead}` };
}
