import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signSlack } from "../../shared/adapters/slack/verify-slack.ts";
import { drawButtons } from "../../shared/app/draw-buttons.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { defaultOverrideRules } from "../../shared/domain/override-rules.ts";
import { takeSlackRequest } from "../../shared/runtime/take-slack-request.ts";
import { exampleNotice } from "../contract/receiver-notices.ts";
import { smallGuardrail } from "../local/small-guardrail.ts";

/** 27: what comparable tools get wrong about buttons that are signed. */
const timeout = 60_000;
const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
const drawnAtMs = Date.UTC(2026, 10, 22, 10);
const staleAfterMs = 5 * 60_000;

let small: Awaited<ReturnType<typeof smallGuardrail>>;
let replies: string[] = [];

beforeEach(async () => {
	small = await smallGuardrail();
	replies = [];
});
afterEach(() => small.started.close());

/** A click on `hold`, as Slack signed it when the button was drawn. */
async function signedClick() {
	const { actions } = await drawButtons(small.guardrail.orders, exampleNotice());
	const value = { n: exampleNotice().id, p: actions?.planHash, v: actions?.stateVersion };
	const payload = JSON.stringify({
		type: "block_actions",
		api_app_id: "A123",
		user: { id: "UANN", team_id: "T123" },
		team: { id: "T123" },
		response_url: "https://hooks.slack.com/actions/T123/1/x",
		message: { blocks: [{ type: "actions" }] },
		actions: [{ action_id: "hold", value: JSON.stringify(value) }],
	});
	const rawBody = Buffer.from(new URLSearchParams({ payload }).toString());
	const timestamp = String(drawnAtMs / 1_000);
	const signature = signSlack({ timestamp, rawBody, signingSecret });
	const headers = { "x-slack-request-timestamp": timestamp, "x-slack-signature": signature };
	return { headers, rawBody };
}

async function arrives(click: Awaited<ReturnType<typeof signedClick>>, afterMs = 0) {
	const { orders } = small.guardrail;
	const slack = { team: "T123", app: "A123", users: [{ user: "UANN", role: "owner" }] } as const;
	const policy = { ...orders.policy, overrides: { ...defaultOverrideRules, slack } };
	const wall = { now: () => drawnAtMs + afterMs, sleep: () => new Promise<void>(() => undefined) };
	const take = takeSlackRequest(
		{
			orders: { ...orders, policy },
			signingSecret,
			wall,
			fetch: (_url, init) => {
				replies.push(init?.body as string);
				return Promise.resolve(new Response("ok"));
			},
		},
		click,
	);
	return (await take).status;
}

async function inForce(): Promise<string[]> {
	const overrides = await guardStore(small.table, "acme").readOverrides(small.clock.now());
	return overrides.map(({ kind }) => kind);
}

describe("a signed button", () => {
	test("27 that is replayed is one order with one end, and is answered as before", {
		timeout,
	}, async () => {
		await small.passes(2);
		const click = await signedClick();
		expect([await arrives(click), await arrives(click, 1_000)]).toEqual([200, 200]);
		expect(await inForce()).toEqual(["hold"]);
		expect(replies).toHaveLength(2);
		expect(replies[1]).toBe(replies[0]);
	});

	test("27 that is older than five minutes, or from as far ahead, changes nothing", {
		timeout,
	}, async () => {
		await small.passes(2);
		const click = await signedClick();
		const late = await arrives(click, staleAfterMs + 1_000);
		const early = await arrives(click, -staleAfterMs - 1_000);
		expect([late, early, await inForce()]).toEqual([401, 401, []]);
		expect(await arrives(click, staleAfterMs - 1_000)).toBe(200);
		expect(await inForce()).toEqual(["hold"]);
	});

	test("27 that was drawn for another plan is refused with the plan as it is now", {
		timeout,
	}, async () => {
		await small.passes(1);
		const click = await signedClick();
		await small.passes(4);
		expect(await arrives(click)).toBe(200);
		expect(await inForce()).toEqual([]);
		expect(replies.join()).toMatch(/That has changed since\. .*A stop would change/);
	});
});
