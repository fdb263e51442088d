import { describe, expect, test } from "vitest";
import { overrideNews } from "../../../shared/core/notify/override-news.ts";
import { remindersDue } from "../../../shared/core/notify/unacknowledged.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { at, overrideOf } from "../fixture.ts";
import { messageText } from "./message-text.ts";
import { facts, hold, sampleOrders } from "./sample-orders.ts";

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
