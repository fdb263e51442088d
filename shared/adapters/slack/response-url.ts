import type { Clock } from "../../ports/clock.ts";

/** docs.slack.dev: a response address is used within 30 minutes, 5 times at most. */
const timeoutMs = 2_000;
const host = "hooks.slack.com";

export type SlackReply = {
	readonly text: string;
	readonly replace_original?: boolean;
	readonly response_type?: "ephemeral" | "in_channel";
	readonly blocks?: readonly object[];
};

/** True for Slack's own host alone: an address in a request must not make this process call others. */
export function isResponseUrl(address: string): boolean {
	const url = URL.canParse(address) ? new URL(address) : null;
	return (
		url !== null &&
		url.protocol === "https:" &&
		url.host === host &&
		url.username === "" &&
		url.password === ""
	);
}

/** Answers a click. False where Slack did not take it in time; nothing that was decided depends on it. */
export async function replyTo(
	address: string,
	reply: SlackReply,
	{ fetch, clock }: { readonly fetch: typeof globalThis.fetch; readonly clock: Clock },
): Promise<boolean> {
	if (!isResponseUrl(address)) return false;
	const aborted = new AbortController();
	const answered = new AbortController();
	const timeout = clock.sleep(timeoutMs, answered.signal).then(() => {
		aborted.abort();
		return false;
	});
	const posted = fetch(address, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(reply),
		redirect: "error",
		signal: aborted.signal,
	}).then(
		({ ok }) => ok,
		() => false,
	);
	const isTaken = await Promise.race([posted, timeout]);
	answered.abort();
	return isTaken;
}
