import { expect, test } from "vitest";
import { decideTier } from "../../../shared/core/decide/decide-tier.ts";
import { readSpend } from "../../../shared/core/reading/read-spend.ts";
import { summarise } from "../../../shared/core/reading/summarise.ts";
import type { Correction } from "../../../shared/domain/bill.ts";
import type { Control } from "../../../shared/domain/control.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { at, controlOf, cursorOf, day, midnight, policyOf, postureOf } from "../fixture.ts";

/** Twelve hours of $11 an hour on a budget of $100 a day: trim since the morning. */
const price = { lo: 11_000_000, point: 11_000_000, hi: 11_000_000, known: true };
const posture = {
	...postureOf({ since: midnight, price }),
	replicasLo: 1,
	replicasPoint: 1,
	replicasHi: 1,
};
const trimmed: Control = controlOf({ tier: "trim", tierSince: at("11:00") });

/** What guard decides at `now`, after a bill took `usd` from an hour of this day, or of the one before. */
function decided(now: number, usd: number, dated: number, control = trimmed) {
	const cut = Math.round(-usd * 1_000_000);
	const correction: Correction = {
		endpoint: "chat",
		from: dated,
		to: dated + hourMs,
		bookedAt: at("12:00"),
		metered: { lo: 0, point: 0, hi: 0 },
		billedMicroUsd: 0,
		parts: [{ at: dated, delta: { lo: cut, point: cut, hi: cut } }],
	};
	const corrections = [correction];
	const summary = summarise({ period: day, at: now, totals: [], postures: [posture], corrections });
	const policy = policyOf();
	const reading = readSpend({
		summary,
		cursor: cursorOf({ observedUntil: now }),
		budget: policy.budget,
		period: day,
		now,
		staleAfterMs: policy.limits.staleAfterMs,
	});
	return decideTier({ reading, control, policy, now });
}

test("a correction that brings the day below 95 % of the line ends its tier after thirty minutes", () => {
	const first = decided(at("12:00"), 30, at("03:00"));
	expect(first).toMatchObject({ tier: "trim", belowSince: at("12:00") });
	expect(first.ratio).toBeCloseTo(1.02, 10);
	const control = { ...trimmed, belowSince: first.belowSince };
	const later = at("12:00") + 30 * minuteMs;
	expect(decided(later - minuteMs, 30, at("03:00"), control).tier).toBe("trim");
	expect(decided(later, 30, at("03:00"), control)).toMatchObject({
		tier: "ok",
		reason: "correction",
	});
});

test("a correction of the day before changes nothing today", () => {
	expect(decided(at("12:00"), 30, midnight - hourMs)).toMatchObject({
		tier: "trim",
		belowSince: null,
	});
});

test("a correction that is too small for that leaves the tier as it is", () => {
	expect(decided(at("12:00"), 17, at("03:00"))).toMatchObject({ tier: "trim", belowSince: null });
});

test("a correction upwards counts like spend: it can begin a tier, and no spend falls below nothing", () => {
	expect(decided(at("12:00"), -70, at("03:00"), controlOf()).tier).toBe("shutdown");
	expect(decided(at("12:00"), 500, at("03:00"), controlOf())).toMatchObject({
		tier: "ok",
		ratio: 0,
	});
});
