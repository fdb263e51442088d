import { describe, expect, test } from "vitest";
import { defaultAccounting } from "../../../shared/config/accounting-schema.ts";
import { defaultAlerts } from "../../../shared/config/alerts-schema.ts";
import { followAlerts, type Look } from "../../../shared/core/detect/alert-book.ts";
import { isHeldDown, withoutEchoes } from "../../../shared/core/detect/inhibition.ts";
import { type Rule, rulesOf } from "../../../shared/core/detect/rules.ts";
import type { Held } from "../../../shared/domain/control.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { at, endpointOf, heldOf, midnight, postureOf } from "../fixture.ts";
import { alertOf } from "../notify/sample-alerts.ts";

const rules = rulesOf(defaultAlerts, defaultAccounting.bill);
const now = at("12:00");
const chat = { name: "chat", createdAt: midnight };

function look(rule: Rule, value: number | null): Look {
	const signal = { value, enterAbove: 1, exitBelow: 1, severity: "warn" as const, evidence: {} };
	return { rule, subject: chat, at: now, signal };
}

function facts(state: string, held: Partial<Held> | null) {
	const since = { statusSince: now - hourMs, heldSince: now - hourMs };
	return {
		held: held === null ? [] : [heldOf({ endpoint: "chat", ...since, ...held })],
		postures: [postureOf({ observed: endpointOf({ state }) })],
		now,
	};
}

const reasons = (state: string, held: Partial<Held> | null, looks: readonly Look[]) =>
	withoutEchoes(looks, facts(state, held)).map(({ rule, because }) => [rule.id, because]);

describe("what the guard did itself", () => {
	test("ends what its pause ended, and is the reason", () => {
		const ends = [look(rules.latency, 0), look(rules.replicaRunaway, 0), look(rules.idleBilled, 0)];
		expect(reasons("paused", { method: "pause", statusSince: now - minuteMs }, ends)).toEqual([
			["latency", "paused by the guard"],
			["replica-runaway", "paused by the guard"],
			["idle-billed", "paused by the guard"],
		]);
		expect(reasons("scaledToZero", { method: "sleep" }, [look(rules.errorRate, 0)])).toEqual([
			["error-rate", "put to sleep by the guard"],
		]);
	});

	test("is not the reason of what a person paused, nor of a step that only shadow recorded", () => {
		const ends = [look(rules.latency, 0)];
		const plain = [["latency", undefined]];
		expect(reasons("paused", null, ends)).toEqual(plain);
		expect(reasons("paused", { method: "pause", status: "superseded" }, ends)).toEqual(plain);
		expect(reasons("paused", { method: "pause", status: "recorded" }, ends)).toEqual(plain);
		expect(reasons("paused", { method: "cap" }, ends)).toEqual(plain);
	});

	test("does not end a person's dear configuration, which a cap hides", () => {
		const drift = [look(rules.configurationDrift, 0)];
		expect(reasons("running", { method: "cap" }, drift)).toEqual([]);
		expect(reasons("paused", { method: "pause" }, drift)).toEqual([]);
	});

	test("begins no alert of load under a cap, lets one end, and does not have it said again", () => {
		const held = { method: "cap" } as const;
		expect(reasons("running", held, [look(rules.queueDepth, 40)])).toEqual([]);
		expect(reasons("running", held, [look(rules.queueDepth, null)])).toEqual([]);
		expect(reasons("running", held, [look(rules.queueDepth, 0)])).toEqual([
			["queue-depth", undefined],
		]);
		const alert = alertOf({ rule: "queue-depth" });
		expect(isHeldDown(alert, facts("running", held))).toBe(true);
		expect(isHeldDown(alert, facts("running", null))).toBe(false);
		expect(isHeldDown(alertOf(), facts("running", held))).toBe(false);
	});

	test("leaves an alert that begins again without the reason of its last end", () => {
		const firing = [
			alertOf({ rule: "latency", severity: "warn", worst: "warn", seenUntil: midnight }),
		];
		const looks = (value: number, when: number, because?: string): Look => ({
			...look(rules.latency, value),
			at: when,
			because,
		});
		const why = "paused by the guard";
		const over = followAlerts(firing, [looks(0, now, why), looks(0, now + 1, why)]);
		expect(over.changes).toMatchObject([{ kind: "resolved", alert: { because: why } }]);
		const still = followAlerts(over.alerts, [looks(0, now + 2)]);
		expect(still.alerts).toMatchObject([{ phase: "resolved", because: why }]);
		const again = followAlerts(still.alerts, [looks(2, now + 3), looks(2, now + 4)]);
		expect(again.alerts).toMatchObject([{ phase: "firing" }]);
		expect(again.alerts[0]).not.toHaveProperty("because");
	});
});
