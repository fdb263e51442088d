import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { readAudit } from "../../shared/app/audit/audit-log.ts";
import { emptyControl } from "../../shared/app/guard/pass.ts";
import { sendNotices } from "../../shared/app/send-notices.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { keysOf } from "../../shared/app/store/keys.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { asJson } from "../../shared/app/store/record.ts";
import type { Notice } from "../../shared/domain/notice.ts";
import type { Override } from "../../shared/domain/override.ts";
import type { Receiver, SendResult } from "../../shared/ports/receiver.ts";
import type { Table } from "../../shared/ports/table.ts";
import { endpointOf, policyOf, postureOf } from "../core/fixture.ts";

const start = Date.UTC(2026, 10, 19, 12);
const minuteMs = 60_000;
const down: SendResult = { ok: false, retryable: true, retryAfterMs: null, reason: "503" };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let now = start;
let table: Table;
const clock = { now: () => now, sleep: () => Promise.resolve() };

beforeEach(async () => {
	now = start;
	table = createMemoryTable({ clock });
	await outbox([notice("fleet/2026-11-19/trim/up/1")]);
});

function notice(id: string, readyAt = start): Notice {
	const message = {
		title: id,
		subject: id,
		severity: "warn",
		sections: [],
		footer: "",
		attributes: {},
	} as const;
	return { id, kind: "tier", createdAt: start, readyAt, message };
}

function about(id: string, attributes: Readonly<Record<string, string>>): Notice {
	const plain = notice(id);
	return { ...plain, message: { ...plain.message, attributes } };
}

const ofTheTeam: Override = {
	id: "msg_1",
	kind: "silence",
	namespace: "acme",
	endpoint: null,
	actor: "ann",
	reason: "holiday in the team",
	grantedAt: start,
	expiresAt: start + 60 * minuteMs,
};

async function outbox(notices: readonly Notice[]): Promise<void> {
	const store = guardStore(table, "acme");
	const { value, version } = await store.readControl();
	const control = { ...(value ?? emptyControl("2026-11-19", start)), outbox: notices };
	await store.writeControl(control, version);
}

/** A channel that answers as told, the last answer for ever, and remembers what it was sent. */
function channel(name: string, ...answers: readonly SendResult[]) {
	const sent: string[] = [];
	const receiver: Receiver = {
		channel: name,
		send: async ({ id }) => {
			sent.push(id);
			return answers[Math.min(sent.length, answers.length) - 1] ?? { ok: true };
		},
	};
	return { receiver, sent };
}

async function pass(...receivers: readonly Receiver[]): Promise<void> {
	await sendNotices({ namespace: "acme", table, receivers, clock, log });
}

describe("a notice", () => {
	test("goes once to each channel, however often it is offered", async () => {
		const [slack, mail] = [channel("slack"), channel("mail")];
		await pass(slack.receiver, mail.receiver);
		now += minuteMs;
		await pass(slack.receiver, mail.receiver);
		expect([slack.sent.length, mail.sent.length]).toEqual([1, 1]);
		expect(await guardStore(table, "acme").isSentEverywhere("fleet/2026-11-19/trim/up/1")).toBe(
			true,
		);
	});

	test("of a pass that still acts waits for its outcome", async () => {
		await outbox([notice("draft", start + 2 * minuteMs)]);
		const slack = channel("slack");
		await pass(slack.receiver);
		expect(slack.sent).toEqual([]);
		now += 2 * minuteMs;
		await pass(slack.receiver);
		expect(slack.sent).toEqual(["draft"]);
	});

	test("reaches the other channels while one is down, and that one when it is back", async () => {
		const [slack, mail] = [channel("slack", down, { ok: true }), channel("mail")];
		await pass(slack.receiver, mail.receiver);
		expect(await guardStore(table, "acme").isSentEverywhere("fleet/2026-11-19/trim/up/1")).toBe(
			false,
		);
		now += minuteMs;
		await pass(slack.receiver, mail.receiver);
		expect([slack.sent.length, mail.sent.length]).toEqual([2, 1]);
		expect(await guardStore(table, "acme").isSentEverywhere("fleet/2026-11-19/trim/up/1")).toBe(
			true,
		);
	});

	test("waits as long as the channel asks before the next try", async () => {
		const slack = channel("slack", { ...down, retryAfterMs: 10 * minuteMs }, { ok: true });
		await pass(slack.receiver);
		now += 9 * minuteMs;
		await pass(slack.receiver);
		expect(slack.sent).toHaveLength(1);
		now += minuteMs;
		await pass(slack.receiver);
		expect(slack.sent).toHaveLength(2);
	});

	test("is given up on a channel that is gone for good, and after 24 hours on any other", async () => {
		const gone = channel("gone", { ...down, retryable: false });
		const slow = channel("slow", down);
		await pass(gone.receiver, slow.receiver);
		now += 25 * 60 * minuteMs;
		await pass(gone.receiver, slow.receiver);
		now += 25 * 60 * minuteMs;
		await pass(gone.receiver, slow.receiver);
		const own = (ids: readonly string[]) => ids.filter((id) => !id.startsWith("channel-lost/"));
		expect([own(gone.sent).length, own(slow.sent).length]).toEqual([1, 2]);
	});

	test("that a channel will never take is said on another one, once a day", async () => {
		await outbox([notice("fleet/a/1"), notice("fleet/a/2")]);
		const gone = channel("gone", { ...down, retryable: false });
		const mail = channel("mail");
		await pass(gone.receiver, mail.receiver);
		await pass(gone.receiver, mail.receiver);
		const lost = mail.sent.filter((id) => id.startsWith("channel-lost/gone/"));
		expect([lost.length, mail.sent.length, gone.sent.length]).toEqual([1, 3, 2]);
	});

	test("that a silence matches is not sent and not waited for, and is on record", async () => {
		const silence: Override = {
			...ofTheTeam,
			details: { matchers: [{ name: "tier", value: "trim" }] },
		};
		await table.putAll([{ ...keysOf("acme").override("msg_1"), body: asJson(silence) }]);
		const [loud, muted] = [notice("loud"), notice("muted")];
		const message = { ...muted.message, attributes: { tier: "trim" } };
		await outbox([loud, { ...muted, message }]);
		const slack = channel("slack");
		await pass(slack.receiver);
		expect(slack.sent).toEqual(["loud"]);
		expect(await guardStore(table, "acme").isSentEverywhere("muted")).toBe(true);
		const facts = (await readAudit(table, "acme", 0)).map((entry) => entry.facts);
		expect(facts).toContainEqual(expect.objectContaining({ notice: "muted", silence: "msg_1" }));
	});

	test("about a group, or about an endpoint that is in it, is muted by a silence of the group", async () => {
		const silence: Override = {
			...ofTheTeam,
			details: { matchers: [{ name: "group", value: "research" }] },
		};
		await table.putAll([{ ...keysOf("acme").override("msg_1"), body: asJson(silence) }]);
		await ledgerStore(table, "acme").writePostures([
			postureOf({ observed: endpointOf({ name: "labs", tags: ["team-research"] }) }),
			postureOf({ observed: endpointOf({ name: "chat", tags: ["team-sales"] }) }),
		]);
		await outbox([
			about("its-budget", { group: "research" }),
			about("its-endpoint", { endpoint: "labs" }),
			about("another-endpoint", { endpoint: "chat" }),
			about("another-group", { group: "sales" }),
			about("all-of-it", {}),
		]);
		const research = {
			...policyOf().budget,
			name: "research",
			members: [{ tag: "team-research" }],
		};
		const slack = channel("slack");
		const policy = policyOf({ groups: [research] });
		const receivers = [slack.receiver];
		await sendNotices({ namespace: "acme", policy, table, receivers, clock, log });
		expect(slack.sent).toEqual(["another-endpoint", "another-group", "all-of-it"]);
	});

	test("of a sender that died after its claim is sent again, rather than lost", async () => {
		const dying: Receiver = { channel: "slack", send: () => Promise.reject(new Error("killed")) };
		await pass(dying).catch(() => undefined);
		const slack = channel("slack");
		await pass(slack.receiver);
		expect(slack.sent).toEqual([]);
		now += minuteMs;
		await pass(slack.receiver);
		expect(slack.sent).toHaveLength(1);
	});
});
