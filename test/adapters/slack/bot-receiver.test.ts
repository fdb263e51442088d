import { beforeEach, describe, expect, test } from "vitest";
import { createBotReceiver, incidentOf } from "../../../shared/adapters/slack/bot-receiver.ts";
import type { Notice, NoticeActions } from "../../../shared/domain/notice.ts";
import type { ReceiverMemory } from "../../../shared/ports/receiver.ts";
import { exampleNotice } from "../../contract/receiver-notices.ts";

type Call = { readonly method: string; readonly body: Record<string, unknown> };
type Answer = { readonly ok: boolean; readonly error?: string };

let calls: Call[] = [];
let answers: Answer[] = [];
let kept: Map<string, string>;
const clock = { now: () => 0, sleep: () => new Promise<void>(() => undefined) };

beforeEach(() => {
	calls = [];
	answers = [];
	kept = new Map();
});

const memory: ReceiverMemory = {
	recall: (name) => Promise.resolve(kept.get(name) ?? null),
	keep: (name, value) => {
		kept.set(name, value);
		return Promise.resolve();
	},
};

const receiver = createBotReceiver({
	url: "https://slack.com/api",
	token: "xoxb-canary",
	slackChannel: "C012",
	clock,
	fetch: (url, init) => {
		const method = (url as string).split("/").at(-1) ?? "";
		calls.push({ method, body: JSON.parse(init?.body as string) as Record<string, unknown> });
		const answer = answers.shift() ?? { ok: true };
		return Promise.resolve(Response.json({ channel: "C012", ts: "1503435956.000247", ...answer }));
	},
});

const actions: NoticeActions = {
	planHash: "0123456789abcdef",
	stateVersion: 418,
	buttons: [
		{ action: "ack", text: "Acknowledge", confirm: null },
		{
			action: "stop-now",
			text: "Shut down now · −$24.50/h",
			confirm: {
				title: "Shut down 3 endpoints?",
				text: "Stops $24.50/h. Back from 00:15.",
				yes: "Shut down",
			},
		},
	],
};

function notice(id: string, parts: Partial<Notice> = {}): Notice {
	return { ...exampleNotice(), id, ...parts };
}

describe("one incident", () => {
	test("is one message; what follows stands in its thread and edits it", async () => {
		await receiver.send(notice("fleet/2026-11-22/trim/up/1"), memory);
		await receiver.send(notice("fleet/2026-11-22/shutdown/up/2"), memory);
		await receiver.send(notice("fleet/2026-11-23/trim/up/3"), memory);
		expect(calls.map(({ method, body }) => [method, body["thread_ts"] ?? null])).toEqual([
			["chat.postMessage", null],
			["chat.postMessage", "1503435956.000247"],
			["chat.update", null],
			["chat.postMessage", null],
		]);
		expect(calls[2]?.body).toMatchObject({ channel: "C012", ts: "1503435956.000247" });
	});

	test("of an order is that order's", () => {
		expect(incidentOf(notice("override/msg_1/granted"))).toBe("override/msg_1");
		expect(incidentOf(notice("override/msg_1/ended"))).toBe("override/msg_1");
	});

	test("whose edit fails has been told all the same", async () => {
		await receiver.send(notice("fleet/2026-11-22/trim/up/1"), memory);
		answers = [{ ok: true }, { ok: false, error: "message_not_found" }];
		expect(await receiver.send(notice("fleet/2026-11-22/divert/up/2"), memory)).toEqual({
			ok: true,
		});
	});
});

describe("the buttons", () => {
	test("carry the plan and the state, confirm with the money, and keep Slack's limits", async () => {
		await receiver.send(notice("fleet/2026-11-22/trim/up/1", { actions }), memory);
		const [call] = calls;
		const blocks = call?.body["blocks"] as { type: string; [name: string]: unknown }[];
		await expect(JSON.stringify(blocks, null, "\t")).toMatchFileSnapshot("./golden/buttons.txt");
		const block = blocks.find(({ type }) => type === "actions");
		const elements = block?.["elements"] as { value: string; text: { text: string } }[];
		expect(JSON.parse(elements[0]?.value ?? "")).toEqual({
			n: "fleet/2026-11-22/trim/up/1",
			p: "0123456789abcdef",
			v: 418,
		});
		for (const { text, value } of elements) {
			expect(text.text.length).toBeLessThanOrEqual(75);
			expect(value.length).toBeLessThanOrEqual(2_000);
		}
	});

	test("of any names keep the limits of Block Kit", async () => {
		const long = "x".repeat(5_000);
		const confirm = { title: long, text: long, yes: long };
		const many = { ...actions, buttons: [{ action: "hold" as const, text: long, confirm }] };
		await receiver.send(notice(`fleet/${"d".repeat(250)}/trim`, { actions: many }), memory);
		const text = JSON.stringify(calls[0]?.body["blocks"]);
		const block = (JSON.parse(text) as { type: string; block_id: string; elements: Button[] }[]).at(
			-1,
		);
		expect(block?.block_id.length).toBeLessThanOrEqual(255);
		const [button] = block?.elements ?? [];
		expect([
			button?.text.text.length,
			button?.confirm.title.text.length,
			button?.confirm.text.text.length,
			button?.confirm.confirm.text.length,
		]).toEqual([75, 100, 300, 30]);
	});

	test("stand on the first message alone, where they are edited away", async () => {
		await receiver.send(notice("fleet/2026-11-22/trim/up/1", { actions }), memory);
		await receiver.send(notice("fleet/2026-11-22/divert/up/2", { actions }), memory);
		const withButtons = calls.map(({ body }) => JSON.stringify(body).includes("stop-now"));
		expect(withButtons).toEqual([true, false, true]);
	});
});

type Text = { readonly text: string };
type Button = {
	readonly text: Text;
	readonly confirm: { readonly title: Text; readonly text: Text; readonly confirm: Text };
};

test("blocks that Slack does not take are said as text, and a dead token is not tried again", async () => {
	answers = [{ ok: false, error: "invalid_blocks" }];
	expect(await receiver.send(notice("fleet/2026-11-22/trim/up/1"), memory)).toEqual({ ok: true });
	expect(calls[1]?.body["blocks"]).toBeUndefined();
	answers = [{ ok: false, error: "invalid_auth" }];
	const refused = await receiver.send(notice("fleet/2026-11-24/trim/up/1"), memory);
	expect(refused).toMatchObject({
		ok: false,
		retryable: false,
		reason: "Slack refused: invalid_auth",
	});
});
