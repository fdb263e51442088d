import { replyTo, type SlackReply } from "../adapters/slack/response-url.ts";
import { parseSlackRequest, type SlackClick } from "../adapters/slack/slack-request.ts";
import { verifySlack } from "../adapters/slack/verify-slack.ts";
import type { OverrideDeps } from "../app/apply-override.ts";
import { answerClick, answerCommand, type SlackAnswer } from "../app/slack/answer-slack.ts";
import type { Clock } from "../ports/clock.ts";
import type { SignedOverride } from "./take-signed-override.ts";

export type SlackDeps = {
	readonly orders: OverrideDeps;
	readonly signingSecret: string;
	/** Wall clock: a signature is about real time, whatever time the account is in. */
	readonly wall: Clock;
	readonly fetch: typeof fetch;
};

export type SlackHttpAnswer = { readonly status: number; readonly body: object };

/**
 * A slash command or a click, answered within the 3 seconds that Slack waits: everything is read from
 * the store, and a reply to a click is given up after 2.
 */
export async function takeSlackRequest(
	deps: SlackDeps,
	{ headers, rawBody }: SignedOverride,
): Promise<SlackHttpAnswer> {
	const { signingSecret, orders } = deps;
	const verified = verifySlack({ headers, rawBody, signingSecret, nowMs: deps.wall.now() });
	if (!verified.ok) {
		const { status, problem } = verified;
		orders.log.warn("slack-unauthenticated", { status, problem, count: 1 });
		return { status, body: { error: problem } };
	}
	const request = parseSlackRequest(rawBody);
	switch (request.type) {
		case "ssl-check":
			return { status: 200, body: {} };
		case "malformed":
			orders.log.warn("slack-malformed", { problem: request.problem });
			return { status: 200, body: ephemeral("That could not be read.") };
		case "command":
			return { status: 200, body: ephemeral((await answerCommand(orders, request, request)).text) };
		case "click":
			return takeClick(deps, request);
	}
}

async function takeClick(deps: SlackDeps, click: SlackClick): Promise<SlackHttpAnswer> {
	const answer = await answerClick(deps.orders, click, click);
	if (click.responseUrl !== null) {
		for (const reply of repliesTo(click, answer)) {
			const isTaken = await replyTo(click.responseUrl, reply, {
				fetch: deps.fetch,
				clock: deps.wall,
			});
			if (!isTaken) deps.orders.log.warn("slack-reply-lost", { action: click.action });
		}
	}
	return { status: 200, body: {} };
}

/** The outcome takes the place of the buttons; what went wrong only who clicked has to see. */
function repliesTo({ blocks }: SlackClick, { text, outcome }: SlackAnswer): readonly SlackReply[] {
	if (outcome === null) return [{ ...ephemeral(text), replace_original: false }];
	const kept = blocks.filter(({ type }) => type !== "actions");
	const note = { type: "context", elements: [{ type: "mrkdwn", text: outcome }] };
	return [{ text: outcome, replace_original: true, blocks: [...kept, note] }];
}

function ephemeral(text: string): SlackReply {
	return { response_type: "ephemeral", text: escaped(text) };
}

/** Names and reasons come from outside; a mention of Slack's own is kept. */
function escaped(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll(/<(?!@[A-Z0-9]{2,32}>)/g, "&lt;")
		.replaceAll(/(?<!<@[A-Z0-9]{2,32})>/g, "&gt;");
}
