import { describe, expect, test } from "vitest";
import { defaultAccounting } from "../../../shared/config/accounting-schema.ts";
import { defaultAlerts } from "../../../shared/config/alerts-schema.ts";
import {
	fingerprintOf,
	followAlerts,
	type Look,
	trimmedAlerts,
	withoutGone,
} from "../../../shared/core/detect/alert-book.ts";
import { isInhibited } from "../../../shared/core/detect/inhibition.ts";
import { rulesOf } from "../../../shared/core/detect/rules.ts";
import { toldAlerts } from "../../../shared/core/notify/told-alerts.ts";
import type { Alert } from "../../../shared/domain/alert.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { Severity } from "../../../shared/domain/notice.ts";
import type { Override } from "../../../shared/domain/override.ts";
import { at, midnight, policyOf } from "../fixture.ts";
import { alertOf } from "../notify/sample-alerts.ts";

const rules = rulesOf(defaultAlerts, defaultAccounting.bill);
const chat = { name: "chat", createdAt: midnight };

function look(value: number | null, when: number, parts: Partial<Look> = {}): Look {
	const severity: Severity = "warn";
	const signal = { value, enterAbove: 1, exitBelow: 1, severity, evidence: { value } };
	return { rule: rules.unpriced, subject: chat, at: when, signal, ...parts };
}

function named(name: string) {
	return { name, tags: [] };
}

type Escalation = { readonly severity?: Severity; readonly escalateAfterMs?: number | null };

function gravely(one: Look, severity: Severity): Look {
	return { ...one, signal: { ...one.signal, severity } };
}

/** Values minute after minute; what changed and what was told in each. */
function story(
	values: readonly (number | null)[],
	stepMs = minuteMs,
	overrides: readonly Override[] = [],
	{ severity = "warn", escalateAfterMs = null }: Escalation = {},
) {
	let alerts: readonly Alert[] = [];
	const lines: string[] = [];
	for (const [n, value] of values.entries()) {
		const now = midnight + n * stepMs;
		const followed = followAlerts(alerts, [gravely(look(value, now), severity)]);
		const telling = toldAlerts({
			namespace: "acme",
			...followed,
			isInhibited: () => false,
			overrides,
			orders: overrides,
			escalateAfterMs,
			repeatMs: 4 * hourMs,
			now,
		});
		({ alerts } = telling);
		const changed = followed.changes.map(({ kind }) => kind);
		const told = telling.told.map(({ kind }) => `told ${kind}`);
		if (changed.length + told.length > 0) lines.push([n, ...changed, ...told].join(" "));
	}
	return lines;
}

describe("an alert", () => {
	test("is told when it begins and when it is over, once each", () => {
		expect(story([0, 2, 2, 2, 0, 0])).toEqual(["1 fired told fired", "4 resolved told resolved"]);
	});

	test("that goes on is told again after four hours, and not between", () => {
		expect(
			story(
				Array.from({ length: 10 }, () => 2),
				hourMs,
			),
		).toEqual(["0 fired told fired", "4 told goes on", "8 told goes on"]);
	});

	test("that comes back within a day is the same one: nobody is told twice of its beginning or its end", () => {
		expect(story([2, 0, 2, 0, 2, 0])).toEqual([
			"0 fired told fired",
			"1 resolved told resolved",
			"2 reopened",
			"3 resolved",
			"4 reopened",
			"5 resolved",
		]);
	});

	test("that comes back after a day is a new one", () => {
		expect(story([2, 0, ...Array.from({ length: 25 }, () => 0), 2], hourMs).at(-1)).toBe(
			"27 fired told fired",
		);
	});

	test("of which nothing is known stays as it was", () => {
		expect(story([2, null, null, 2])).toEqual(["0 fired told fired"]);
	});

	test("that somebody looks after is not told again, and its end is", () => {
		const ack = overrideOf("ack", { noticeId: `unpriced/chat@${midnight}` });
		expect(story([...Array.from({ length: 9 }, () => 2), 0], hourMs, [ack])).toEqual([
			"0 fired told fired",
			"9 resolved told resolved",
		]);
	});

	test("that somebody looks after by the notice that told of it is not told again", () => {
		const ack = overrideOf("ack", { noticeId: `day/2026-03-02/alert/unpriced/chat/${midnight}` });
		const other = overrideOf("ack", { noticeId: "day/2026-03-02/alert/unpriced/chat/1" });
		const values = Array.from({ length: 6 }, () => 2);
		expect(story(values, hourMs, [ack])).toEqual(["0 fired told fired"]);
		expect(story(values, hourMs, [other])).toHaveLength(2);
	});

	test("that pages and that nobody answers is told again after the policy's time, then every 4 hours", () => {
		const values = Array.from({ length: 12 }, () => 2);
		const after30 = { escalateAfterMs: 30 * minuteMs };
		expect(story(values, 30 * minuteMs, [], { ...after30, severity: "page" })).toEqual([
			"0 fired told fired",
			"1 told goes on",
			"9 told goes on",
		]);
		expect(story(values, 30 * minuteMs, [], after30)).toEqual([
			"0 fired told fired",
			"8 told goes on",
		]);
	});

	test("that is muted is followed and not told", () => {
		const silence = overrideOf("silence", { matchers: [{ name: "rule", value: "unpriced" }] });
		expect(story([2, 2, 0], minuteMs, [silence])).toEqual(["0 fired", "2 resolved"]);
	});

	test("of a group's budget, or of an endpoint that is in it, is not told under a silence of the group", () => {
		const silence = overrideOf("silence", { matchers: [{ name: "group", value: "research" }] });
		const looks = [
			look(2, midnight, { subject: { name: "labs", createdAt: midnight } }),
			look(2, midnight),
			look(2, midnight, { subject: null, group: "research" }),
			look(2, midnight, { subject: null, group: "sales" }),
		];
		const research = { ...policyOf().budget, name: "research", members: [{ name: "labs*" }] };
		const telling = toldAlerts({
			namespace: "acme",
			...followAlerts([], looks),
			isInhibited: () => false,
			members: { groups: [research], endpoints: ["labs", "chat"].map(named) },
			overrides: [silence],
			orders: [],
			escalateAfterMs: null,
			repeatMs: hourMs,
			now: midnight,
		});
		const told = telling.told.map(({ alert }) => alert.endpoint ?? alert.group);
		expect(told).toEqual(["chat", "sales"]);
	});

	test("as information is on the page and in no notice", () => {
		const info = look(2, midnight);
		const { alerts, changes } = followAlerts(
			[],
			[{ ...info, signal: { ...info.signal, severity: "info" } }],
		);
		const telling = toldAlerts({
			namespace: "acme",
			alerts,
			changes,
			isInhibited: () => false,
			overrides: [],
			orders: [],
			escalateAfterMs: null,
			repeatMs: hourMs,
			now: midnight,
		});
		expect([changes.length, telling.told]).toEqual([1, []]);
	});

	test("is not moved by data that it was followed through before", () => {
		const first = followAlerts([], [look(2, at("10:00"))]);
		expect(followAlerts(first.alerts, [look(0, at("09:50")), look(0, at("10:00"))])).toEqual({
			alerts: first.alerts,
			changes: [],
		});
	});

	test("of the budgets of two groups are two, and neither is the namespace's", () => {
		const of = (group?: string) => ({
			...look(2, at("10:00")),
			subject: null,
			...(group === undefined ? {} : { group }),
		});
		const { alerts } = followAlerts([], [of(), of("research"), of("shop")]);
		expect(alerts.map(({ group }) => group ?? null)).toEqual([null, "research", "shop"]);
		expect(new Set(alerts.map(fingerprintOf)).size).toBe(3);
		const hourly = { rule: rules.hourlySpend, subject: null } as const;
		const spoken = followAlerts([], [look(2, midnight, { ...hourly, group: "research" })]).alerts;
		expect(spoken[0]?.runbook).toContain("in the policy file");
	});

	test("of an endpoint that is gone, or was created again, is over", () => {
		const known = [
			alertOf({ createdAt: midnight }),
			alertOf({ phase: "pending", rule: "latency" }),
		];
		const { alerts, changes } = withoutGone(known, () => false, at("12:00"));
		expect(changes.map(({ kind }) => kind)).toEqual(["resolved"]);
		expect(alerts).toMatchObject([{ phase: "resolved", resolvedAt: at("12:00") }]);
		expect(withoutGone(known, () => true, at("12:00")).alerts).toEqual(known);
	});
});

test("a tier that is reached inhibits burn rate and hourly spend, and burn rate hourly spend; blindness is guard's to tell", () => {
	const hourly = alertOf({ rule: "hourly-spend", endpoint: null });
	const burn = alertOf({ rule: "burn-rate", endpoint: null, severity: "page" });
	expect(isInhibited(burn, [], { tier: "trim" })).toBe(true);
	expect(isInhibited(burn, [], { tier: "ok" })).toBe(false);
	expect(isInhibited(hourly, [], { tier: "shutdown" })).toBe(true);
	expect(isInhibited(hourly, [hourly, burn], { tier: "ok" })).toBe(true);
	expect(isInhibited(hourly, [hourly], { tier: "ok" })).toBe(false);
	expect(isInhibited(alertOf({ rule: "guard-blind" }), [], { tier: "ok" })).toBe(true);
	expect(isInhibited(alertOf(), [burn], { tier: "ceiling" })).toBe(false);
	const own = { ...burn, group: "research" };
	const shut = { tier: "shutdown" as const, groups: [{ budget: "other", tier: "trim" as const }] };
	expect(isInhibited(own, [], shut)).toBe(false);
	expect(isInhibited({ ...burn, group: "other" }, [], { ...shut, tier: "ok" })).toBe(true);
	expect(isInhibited({ ...hourly, group: "research" }, [burn], { tier: "ok" })).toBe(false);
	expect(isInhibited({ ...hourly, group: "research" }, [own], { tier: "ok" })).toBe(true);
});

test("of more alerts than fit, the gravest that go on are kept, and what was over yesterday goes", () => {
	const many = Array.from({ length: 2_000 }, (_, n) =>
		alertOf({ endpoint: `e-${n}`, severity: "warn" }),
	);
	const page = alertOf({ endpoint: "last" });
	const old = alertOf({ endpoint: "old", phase: "resolved", resolvedAt: midnight - 37 * hourMs });
	const kept = trimmedAlerts([...many, old, page], midnight);
	expect(kept[0]).toBe(page);
	expect(kept.map(({ endpoint }) => endpoint)).not.toContain("old");
	expect(JSON.stringify(kept).length).toBeLessThan(370_000);
	expect(kept.length).toBeLessThan(2_000);
});

function overrideOf(kind: Override["kind"], details: NonNullable<Override["details"]>): Override {
	return {
		id: "o",
		kind,
		namespace: "acme",
		endpoint: null,
		actor: "ann",
		reason: "we look after it",
		grantedAt: midnight,
		expiresAt: midnight + 24 * hourMs,
		details,
	};
}
