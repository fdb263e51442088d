import { describe, expect, test } from "vitest";
import { channelLostMessage } from "../../../shared/core/notify/channel-lost-message.ts";
import { digestMessage } from "../../../shared/core/notify/digest-message.ts";
import { overrideMessage } from "../../../shared/core/notify/override-message.ts";
import { type OverrideNewsKind, overrideNews } from "../../../shared/core/notify/override-news.ts";
import { remindersDue, unacknowledgedMessage } from "../../../shared/core/notify/unacknowledged.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Message } from "../../../shared/domain/notice.ts";
import type { Mode } from "../../../shared/domain/policy.ts";
import { exampleNotice } from "../../contract/receiver-notices.ts";
import { at, exactly, overrideOf, policyOf, readingOf } from "../fixture.ts";
import { messageText } from "./message-text.ts";

const hold = overrideOf({
	exposureMicroUsd: microUsdOf(411.2),
	spentAtGrantMicroUsd: microUsdOf(20),
	reason: "launch demo today",
});

function order(news: OverrideNewsKind, mode: Mode): Message {
	return overrideMessage(
		{ namespace: "acme", mode, policy: policyOf(), now: at("11:00") },
		{ news: { news, override: hold, id: "x", revokedBy: null }, reading: readingOf(), acted: [] },
	);
}

function digest(mode: Mode): Message {
	const saved = { lo: microUsdOf(29), point: microUsdOf(60), hi: microUsdOf(98) };
	return digestMessage({
		namespace: "acme",
		mode,
		day: "2026-03-01",
		zone: "UTC",
		spent: exactly(95.2),
		budgetMicroUsd: microUsdOf(100),
		saved: { saved, actions: 3, unproven: 1 },
		wouldSave: { saved, actions: 9, unproven: 0 },
		held: 2,
		overrides: 1,
		lastPassAt: at("00:14"),
		failedPasses: 0,
		alerts: ["page  replica-runaway on chat", "info  latency on chat, embed"],
	});
}

const facts = { tier: "shutdown", tierSince: at("11:00") } as const;
const samples: Readonly<Record<string, (mode: Mode) => Message>> = {
	"order-granted": (mode) => order("granted", mode),
	"order-ending": (mode) => order("ending", mode),
	"order-ended": (mode) => order("ended", mode),
	digest,
	unacknowledged: (mode) =>
		unacknowledgedMessage(
			{ namespace: "acme", mode, policy: policyOf(), now: at("11:30") },
			{ ...facts, reading: readingOf({ ratio: 2.1 }) },
		),
	"channel-lost": (mode) =>
		channelLostMessage({
			namespace: "acme",
			mode,
			channel: "slack",
			notice: exampleNotice(),
			problem: "Slack answered 404 no_service: the webhook is gone, make a new one",
		}),
};

describe.each(["enforce", "shadow"] as const)("in mode %s", (mode) => {
	test.each(Object.keys(samples))("the message '%s' reads as its golden file", async (name) => {
		const message = samples[name]?.(mode);
		if (message === undefined) throw new Error(name);
		expect(message.title.length).toBeLessThanOrEqual(150);
		expect(message.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
		await expect(messageText(message)).toMatchFileSnapshot(`./golden/${name}.${mode}.txt`);
	});
});

describe("what is told of an order", () => {
	const at40 = (minutes: number) => hold.grantedAt + minutes * minuteMs;
	const short = { ...hold, expiresAt: at40(40) };
	const told = (now: number, known: readonly string[] = []) =>
		overrideNews({ orders: [short], told: known, now }).map(({ news }) => news);

	test("is its grant, its end 15 minutes before, and its end, each once", () => {
		expect(told(at40(0))).toEqual(["granted"]);
		expect(told(at40(1), ["override/o-1/granted"])).toEqual([]);
		expect(told(at40(25), ["override/o-1/granted"])).toEqual(["ending"]);
		expect(told(at40(40), ["override/o-1/granted"])).toEqual(["ended"]);
		expect(told(at40(40), ["override/o-1/granted", "override/o-1/ended"])).toEqual([]);
	});

	test("is no end of what was never told, and of no order that changes no action", () => {
		expect(told(at40(41))).toEqual([]);
		const silent = overrideOf({ kind: "ack", details: { noticeId: "x" } });
		expect(overrideNews({ orders: [silent], told: [], now: at("12:00") })).toEqual([]);
	});
});

describe("a page that nobody answers", () => {
	const due = (minutes: number, orders = [] as (typeof hold)[]) =>
		remindersDue({
			...facts,
			orders,
			escalateAfterMs: 30 * minuteMs,
			now: facts.tierSince + minutes * minuteMs,
		});

	test("is said again after the policy's time and then every 4 hours", () => {
		expect([due(29), due(30), due(269), due(270), due(510)]).toEqual([0, 1, 1, 2, 3]);
	});

	test("is not said again once anybody gave an order, or where the policy has no time", () => {
		expect(due(60, [overrideOf({ grantedAt: at("11:05") })])).toBe(0);
		expect(due(60, [overrideOf({ grantedAt: at("10:55") })])).toBe(1);
		const none = { ...facts, orders: [], escalateAfterMs: null, now: at("18:00") };
		expect(remindersDue(none)).toBe(0);
	});
});
