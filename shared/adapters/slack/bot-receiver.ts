import type { Notice } from "../../domain/notice.ts";
import type { Receiver, ReceiverMemory, SendResult } from "../../ports/receiver.ts";
import { slackMessage } from "./blocks.ts";
import { actionsBlock } from "./button-blocks.ts";
import { callSlack, type SlackApiAnswer, type SlackApiOptions } from "./slack-api.ts";

export type BotReceiverOptions = SlackApiOptions & {
	/** Id of the channel that is written to. */
	readonly slackChannel: string;
	/** Name in the notification log. */
	readonly channel?: string;
};

/**
 * Slack with a bot token: one message per incident, edited to what is the case now, its history in the
 * thread, and buttons where there is something to decide. Never rejects.
 */
export function createBotReceiver(options: BotReceiverOptions): Receiver {
	return {
		channel: options.channel ?? "slack-bot",
		hasButtons: true,
		send: async (notice, memory = nothing) => {
			const kept = await memory.recall(incidentOf(notice)).catch(() => null);
			const thread = kept === null ? null : threadIn(kept);
			return thread === null ? open(notice, memory, options) : goOn(notice, thread, options);
		},
	};
}

const nothing: ReceiverMemory = {
	recall: () => Promise.resolve(null),
	keep: () => Promise.resolve(),
};

/** Channel and time stamp of the first message of an incident, `C012 1503435956.000247`. */
type Thread = { readonly channel: string; readonly ts: string };

function threadIn(kept: string): Thread | null {
	const [channel, ts] = kept.split(" ");
	return channel === undefined || ts === undefined ? null : { channel, ts };
}

/** Budget and day of a transition, the order of its notices: what belongs together stands together. */
export function incidentOf({ id }: Notice): string {
	return id.split("/").slice(0, 2).join("/");
}

async function open(
	notice: Notice,
	memory: ReceiverMemory,
	options: BotReceiverOptions,
): Promise<SendResult> {
	const answer = await post(notice, { channel: options.slackChannel }, options);
	if (!answer.ok) return resultOf(answer);
	const { channel, ts } = answer;
	// The message stands: where its place cannot be kept, the next one opens a thread of its own.
	if (ts !== "") await memory.keep(incidentOf(notice), `${channel} ${ts}`).catch(() => undefined);
	return { ok: true };
}

/** The reply is the notice; the edit of the first message may fail without losing anything. */
async function goOn(
	notice: Notice,
	thread: Thread,
	options: BotReceiverOptions,
): Promise<SendResult> {
	const { channel, ts } = thread;
	const isLoud = notice.message.severity !== "info" || notice.kind === "restored";
	const place = { channel, thread_ts: ts, reply_broadcast: isLoud };
	const answer = await post({ ...notice, actions: undefined }, place, options);
	if (!answer.ok) return resultOf(answer);
	await callSlack("chat.update", { channel, ts, ...contentOf(notice) }, options);
	return { ok: true };
}

/** What Slack does not take as blocks is said as text. */
async function post(
	notice: Notice,
	place: object,
	options: BotReceiverOptions,
): Promise<SlackApiAnswer> {
	const content = contentOf(notice);
	const answer = await callSlack("chat.postMessage", { ...place, ...content }, options);
	if (answer.ok || !refusesBlocks.has(answer.error ?? "")) return answer;
	const { text } = content;
	return callSlack("chat.postMessage", { ...place, text }, options);
}

const refusesBlocks: ReadonlySet<string> = new Set(["invalid_blocks", "invalid_blocks_format"]);

function contentOf(notice: Notice) {
	const message = slackMessage(notice.message);
	const actions = actionsBlock(notice);
	const blocks = [...message.blocks, ...(actions === null ? [] : [actions])];
	return { text: message.text, blocks, unfurl_links: false };
}

function resultOf(answer: Exclude<SlackApiAnswer, { ok: true }>): SendResult {
	const { retryable, retryAfterMs, reason } = answer;
	return { ok: false, retryable, retryAfterMs, reason };
}
