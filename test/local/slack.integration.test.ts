import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signSlack } from "../../shared/adapters/slack/verify-slack.ts";
import { readAudit } from "../../shared/app/audit/audit-log.ts";
import { drawButtons } from "../../shared/app/draw-buttons.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { defaultOverrideRules } from "../../shared/domain/override-rules.ts";
import { takeSlackRequest } from "../../shared/runtime/take-slack-request.ts";
import { exampleNotice } from "../contract/receiver-notices.ts";
import { smallPolicyText } from "./kill/small-account.ts";
import { smallGuardrail } from "./small-guardrail.ts";

const timeout = 60_000;
const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
const wallMs = Date.UTC(2026, 10, 22, 10);
const wall = { now: () => wallMs, sleep: () => new Promise<void>(() => undefined) };
const responseUrl = "https://hooks.slack.com/actions/T123/1/x";

type Reply = { readonly url: string; readonly body: Record<string, unknown> };

let small: Awaited<ReturnType<typeof smallGuardrail>>;
let replies: Reply[] = [];

beforeEach(async () => {
	small = await smallGuardrail();
	replies = [];
});
afterEach(() => small.started.close());

/** Ann is an owner, Ben an operator, Cat nobody. */
const slack = {
	team: "T123",
	app: "A123",
	users: [
		{ user: "UANN", role: "owner" },
		{ user: "UBEN", role: "operator" },
	],
} as const;

async function send(form: Record<string, string>, signature?: string) {
	const rawBody = Buffer.from(new URLSearchParams(form).toString());
	const timestamp = String(wallMs / 1_000);
	const signed = signSlack({ timestamp, rawBody, signingSecret });
	const { orders } = small.guardrail;
	const policy = { ...orders.policy, overrides: { ...defaultOverrideRules, slack } };
	return takeSlackRequest(
		{
			orders: { ...orders, policy },
			signingSecret,
			wall,
			fetch: (url, init) => {
				const body = JSON.parse(init?.body as string) as Record<string, unknown>;
				replies.push({ url: url as string, body });
				return Promise.resolve(new Response("ok"));
			},
		},
		{
			headers: {
				"x-slack-request-timestamp": timestamp,
				"x-slack-signature": signature ?? signed,
			},
			rawBody,
		},
	);
}

let triggers = 0;

async function type(text: string, from: Record<string, string> = {}): Promise<string> {
	triggers += 1;
	const { body } = await send({
		command: "/guardrail",
		text,
		user_id: "UANN",
		team_id: "T123",
		api_app_id: "A123",
		trigger_id: `1.${triggers}`,
		...from,
	});
	return (body as { text: string }).text;
}

async function drawn() {
	const { actions } = await drawButtons(small.guardrail.orders, exampleNotice());
	if (actions === undefined) throw new Error("no buttons were drawn");
	return actions;
}

async function click(
	action: string,
	drawnFor: {
		readonly planHash: string;
		readonly stateVersion: number;
		readonly askedHash?: string | undefined;
	},
	{ user = "UANN", url = responseUrl } = {},
): Promise<Reply | undefined> {
	const { planHash: p, stateVersion: v, askedHash: a } = drawnFor;
	const value = { n: exampleNotice().id, p, v, a };
	const before = replies.length;
	await send({
		payload: JSON.stringify({
			type: "block_actions",
			api_app_id: "A123",
			user: { id: user, team_id: "T123" },
			team: { id: "T123" },
			response_url: url,
			message: { blocks: [{ type: "header" }, { type: "actions" }] },
			actions: [{ action_id: action, value: JSON.stringify(value) }],
		}),
	});
	return replies[before];
}

async function inForce(): Promise<string[]> {
	const now = small.clock.now();
	const overrides = await guardStore(small.table, "acme").readOverrides(now);
	return overrides.map(({ kind, principal }) => `${kind} ${principal}`);
}

describe("the slash command", () => {
	test("tells the status and the plan, and how it is used", { timeout }, async () => {
		await small.passes(2);
		expect(await type("status")).toMatch(/acme at \d\d:\d\d UTC: \$[\d.]+ of \$30/);
		expect(await type("plan")).toMatch(/A stop would change 2 now, −\$[\d.]+\/h/);
		expect(await type("dance")).toContain("Use: status | plan | hold 2h REASON");
		expect(await type("hold 2h short")).toContain("say why");
	});

	test("gives orders: hold, raise until, protect, restore", { timeout }, async () => {
		await small.passes(1);
		expect(await type("hold 2h the demo runs until two")).toMatch(/can cost up to \$[\d,]+ until/);
		expect(await type("raise 50 until 18:00 the batch must finish")).toContain("is $80");
		expect(await type("protect first-70b a customer looks at it")).toContain("first-70b");
		expect(await type("restore")).toContain("put back");
		expect(await type("ack")).toContain("somebody looks after it");
		expect(new Set((await inForce()).map((entry) => entry.split(" ")[0]))).toEqual(
			new Set(["ack", "hold", "protect", "raise", "restore-now"]),
		);
	});

	test("is refused to strangers, other workspaces and lower roles, on record", {
		timeout,
	}, async () => {
		await small.passes(1);
		const reason = "hold 2h the demo runs until two";
		expect(await type(reason, { user_id: "UCAT" })).toContain("You may not give orders");
		expect(await type(reason, { team_id: "T999" })).toContain("This workspace");
		expect(await type(reason, { api_app_id: "A999" })).toContain("This workspace");
		expect(await type("stop because I can do so", { user_id: "UBEN" })).toContain("may not order");
		expect(await inForce()).toEqual([]);
		expect((await readAudit(small.table, "acme", 0)).length).toBeGreaterThanOrEqual(4);
	});

	test("with a wrong signature is refused and leaves no trace in the record", {
		timeout,
	}, async () => {
		const before = await readAudit(small.table, "acme", 0);
		const answer = await send({ command: "/guardrail", text: "status" }, `v0=${"0".repeat(64)}`);
		expect(answer.status).toBe(401);
		expect(await readAudit(small.table, "acme", 0)).toEqual(before);
	});
});

describe("a button", () => {
	test("names the money, the end and the endpoints, the harmless one first", {
		timeout,
	}, async () => {
		await small.passes(2);
		const { buttons } = await drawn();
		expect(buttons[0]).toMatchObject({ action: "ack", confirm: null });
		expect(buttons.length).toBeLessThanOrEqual(4);
		const stop = buttons.find(({ action }) => action === "stop-now");
		expect(stop?.text).toMatch(/^Shut down now · −\$[\d.]+\/h$/);
		expect(stop?.confirm?.text).toMatch(/first-70b.*Stops \$[\d.]+\/h\. Back from 00:15\./);
		const hold = buttons.find(({ action }) => action === "hold");
		expect(hold?.confirm?.text).toMatch(/up to \$[\d,]+/);
	});

	test("does what it says, and who did it takes the place of the buttons", {
		timeout,
	}, async () => {
		await small.passes(2);
		const reply = await click("stop-now", await drawn());
		expect(reply?.url).toBe(responseUrl);
		expect(reply?.body).toMatchObject({ replace_original: true });
		expect(JSON.stringify(reply?.body)).toContain("<@UANN> has everything stopped until");
		expect(JSON.stringify(reply?.body["blocks"])).not.toContain("actions");
		await small.passes(1);
		expect(small.shown("first-70b")).toBe("paused");
	});

	test("clicked twice, or by two people, is one order", { timeout }, async () => {
		await small.passes(2);
		const actions = await drawn();
		await click("hold", actions, { user: "UANN" });
		const again = await click("hold", actions, { user: "UANN" });
		const second = await click("hold", actions, { user: "UBEN" });
		expect(JSON.stringify(again?.body)).toContain("<@UANN> holds the guard");
		expect(JSON.stringify(second?.body)).toContain("Somebody else was first");
		expect(await inForce()).toEqual(["hold slack:T123/UANN"]);
	});

	test("of an older plan is refused with the plan as it is now", { timeout }, async () => {
		await small.passes(1);
		const old = await drawn();
		await small.passes(4);
		const reply = await click("stop-now", old);
		expect(JSON.stringify(reply?.body)).toContain("That has changed since.");
		expect(JSON.stringify(reply?.body)).toContain("A stop would change");
		expect(reply?.body).toMatchObject({ response_type: "ephemeral", replace_original: false });
		expect(await inForce()).toEqual([]);
	});

	test("never makes this process call another host than Slack's", { timeout }, async () => {
		await small.passes(2);
		const url = "https://169.254.169.254/latest/meta-data";
		expect(await click("hold", await drawn(), { url })).toBeUndefined();
		expect(replies).toEqual([]);
	});
});

describe("the buttons of a plan that waits for a word", () => {
	beforeEach(async () => {
		await small.started.close();
		small = await smallGuardrail(smallPolicyText.replace("mode: enforce", "mode: ask"));
		await small.passes(6);
	});

	async function question() {
		const told = small.notices.findLast(({ kind }) => kind === "ask");
		if (told === undefined) throw new Error("nothing was asked");
		const { actions } = await drawButtons(small.guardrail.orders, told);
		if (actions === undefined) throw new Error("no buttons were drawn");
		return actions;
	}

	const isTouched = () =>
		small.started.account.truth.journal().some(({ actorKind }) => actorKind === "guard");

	test("approve that plan, and no step was taken before", { timeout }, async () => {
		const actions = await question();
		expect(actions.buttons.map(({ action }) => action)).toEqual(["ack", "approve", "deny"]);
		expect(isTouched()).toBe(false);
		const reply = await click("approve", actions, { user: "UBEN" });
		expect(JSON.stringify(reply?.body)).toContain("<@UBEN> approved the plan until");
		await small.passes(1);
		expect(isTouched()).toBe(true);
	});

	test("deny it, whoever approves it afterwards", { timeout }, async () => {
		const actions = await question();
		await click("deny", actions);
		await click("approve", actions, { user: "UBEN" });
		await small.passes(1);
		expect(isTouched()).toBe(false);
	});

	test("of a plan that changed are refused with the one that waits", { timeout }, async () => {
		const actions = await question();
		const reply = await click("approve", { ...actions, askedHash: "0123456789abcdef" });
		expect(JSON.stringify(reply?.body)).toContain(`${actions.askedHash} waits now: first-70b`);
		await small.passes(1);
		expect(isTouched()).toBe(false);
	});

	test("are not drawn on a notice of another plan", { timeout }, async () => {
		const told = small.notices.findLast(({ kind }) => kind === "ask");
		if (told === undefined) throw new Error("nothing was asked");
		const attributes = { ...told.message.attributes, plan: "0123456789abcdef" };
		const older = { ...told, message: { ...told.message, attributes } };
		const { actions } = await drawButtons(small.guardrail.orders, older);
		expect(actions?.buttons.map(({ action }) => action)).toEqual(["ack"]);
	});
});
