import { describe, expect, test } from "vitest";
import { openPages, type PageFacts } from "../../../shared/core/notify/open-pages.ts";
import { overrideNews } from "../../../shared/core/notify/override-news.ts";
import { remindersDue } from "../../../shared/core/notify/unacknowledged.ts";
import type { OpenPage } from "../../../shared/domain/control.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import type { NoticeKind } from "../../../shared/domain/notice.ts";
import { at, heldOf, overrideOf } from "../fixture.ts";
import { messageText } from "./message-text.ts";
import { decisionOf } from "./sample-messages.ts";
import { hold, page, sampleOrders } from "./sample-orders.ts";

describe.each(["enforce", "shadow"] as const)("in mode %s", (mode) => {
	test.each(Object.keys(sampleOrders))(
		"the message '%s' reads as its golden file",
		async (name) => {
			const message = sampleOrders[name]?.(mode);
			if (message === undefined) throw new Error(name);
			expect(message.title.length).toBeLessThanOrEqual(150);
			expect(message.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
			await expect(messageText(message)).toMatchFileSnapshot(`./golden/${name}.${mode}.txt`);
		},
	);
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
	const due = (minutes: number, orders = [] as (typeof hold)[], after: number | null = 30) =>
		remindersDue({
			page,
			orders,
			escalateAfterMs: after === null ? null : after * minuteMs,
			now: page.at + minutes * minuteMs,
		});

	test("is said again after the policy's time and then every 4 hours", () => {
		expect([due(29), due(30), due(269), due(270), due(510)]).toEqual([0, 1, 1, 2, 3]);
	});

	test("is said again every 4 hours where the policy has no time", () => {
		expect([due(239, [], null), due(240, [], null), due(480, [], null)]).toEqual([0, 1, 2]);
	});

	test("is not said again once anybody gave an order", () => {
		expect(due(60, [overrideOf({ grantedAt: at("11:05") })])).toBe(0);
		expect(due(60, [overrideOf({ grantedAt: at("10:55") })])).toBe(1);
	});

	test("is said again where somebody looks after another one, and not where they look after this", () => {
		const ack = (noticeId: string) =>
			due(60, [overrideOf({ kind: "ack", grantedAt: at("11:05"), details: { noticeId } })]);
		expect(ack("acme-day/2026-03-02/trim/up/1")).toBe(1);
		expect(ack(page.id)).toBe(0);
		expect(ack(`${page.id}/unacknowledged/1`)).toBe(0);
		expect(ack("acme-day/2026-03-02/shutdown/later/7")).toBe(0);
	});
});

describe("a page", () => {
	const decision = { ...decisionOf("shutdown"), periodKey: "2026-03-02" };
	const cursor = { failedPasses: 0, observedUntil: at("11:00") };
	const quiet = { budget: "acme-day", decision, held: [], cursor };
	const of = (kind: NoticeKind, rest: string): OpenPage => ({
		...page,
		kind,
		id: `acme-day/${rest}`,
	});
	const stands = (one: OpenPage, parts: Partial<PageFacts> = {}) =>
		openPages([one], [], { ...quiet, ...parts }).length === 1;
	const held = heldOf({ endpoint: "chat", generation: 3, status: "applied" });

	test.each<[string, OpenPage, Partial<PageFacts>, Partial<PageFacts>]>([
		["of a tier", page, {}, { decision: { ...decision, tier: "trim" } }],
		["of a day", page, {}, { decision: { ...decision, periodKey: "2026-03-03" } }],
		[
			"of a guard that is blind",
			of("guard-blind", `blind/${at("11:00")}`),
			{ cursor: { ...cursor, failedPasses: 4 } },
			{},
		],
		[
			"of spend that is uncertain",
			of("uncertain", "2026-03-02/uncertain"),
			{ decision: { ...decision, uncertainSince: at("11:00") } },
			{ decision: { ...decision, uncertainSince: null } },
		],
		[
			"of spend that cannot be cut",
			of("cannot-cut", "2026-03-02/cannot-cut/chat/3"),
			{ held: [{ ...held, passesWithoutEffect: 3 }] },
			{ held: [{ ...held, passesWithoutEffect: 0 }] },
		],
		[
			"of a restore that failed",
			of("restore-failed", "2026-03-02/restore-failed/chat/3"),
			{ held: [{ ...held, status: "restoring", lastError: "no capacity" }] },
			{ held: [{ ...held, status: "restored", lastError: "no capacity" }] },
		],
	])("%s is open for as long as its cause stands", (_, one, standing, over) => {
		expect([stands(one, standing), stands(one, over)]).toEqual([true, false]);
	});
});
