import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readDay } from "../../shared/app/read-day.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { loadPolicy } from "../../shared/config/load-policy.ts";
import { planTier } from "../../shared/core/plan/plan-tier.ts";
import { priceLookup } from "../../shared/core/pricing/price-lookup.ts";
import { dayOf } from "../../shared/core/reading/period.ts";
import { readBudgets } from "../../shared/core/reading/read-budgets.ts";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import { endpointOf, knownPrice, policyOf, readingOf } from "../core/fixture.ts";
import { midnight, one, stage, stagePolicy } from "./stage.ts";

describe("metering and budgets", () => {
	test("7 LiteLLM #40050: what the guard enforces is the number that the ledger adds up to", async () => {
		const { until, table, now, policy } = stage({ dailyUsd: 10_000 });
		await until(midnight + 3 * hourMs);
		const ledger = ledgerStore(table, "acme");
		const [cursor, summary] = await Promise.all([ledger.readCursor(), ledger.readSummary()]);
		if (cursor.value === null || summary.value === null) throw new Error("nothing was metered");
		const facts = { summary: summary.value, cursor: cursor.value, policy, now: now() };
		const [{ reading }] = readBudgets(facts);
		const booked = await readDay(table, "acme", dayOf(now(), "UTC"));
		expect(Math.abs(reading.spent.point - booked.point)).toBeLessThanOrEqual(5);
	});

	test("15 LiteLLM #35247: a raise holds in every window that acts, not only in the day's", async () => {
		const policy = policyOf({}, { dailyMicroUsd: microUsdOf(10), enforce: ["day", "hour"] });
		const made = stage({ policy });
		const details = { toMicroUsd: microUsdOf(10_000), periodKey: "2026-05-12" };
		await made.order({ kind: "raise", details, expiresAt: midnight + 24 * hourMs });
		await made.until(midnight + 3 * hourMs);
		expect(made.changes()).toEqual([]);
		const without = stage({ policy });
		await without.until(midnight + 3 * hourMs);
		expect(without.changes()).not.toEqual([]);
	});

	test("16 DCE #445: credits hide nothing, because spend is what ran × its price and no balance is asked", async () => {
		const calls = new Set<string>();
		const { until, account, table } = stage({
			dailyUsd: 10_000,
			before: (call) => void calls.add(call.split(" ")[0] ?? ""),
		});
		await until(midnight + 3 * hourMs);
		expect([...calls].sort()).toEqual(["list", "ranges"]);
		const { point } = await readDay(table, "acme", dayOf(midnight, "UTC"));
		const bill = account.truth.billMicroUsd(midnight, midnight + 3 * hourMs);
		expect(Math.abs(point / bill - 1)).toBeLessThan(0.005);
	});

	test("17 Kestra: what is learnt after midnight of the day before does not count on the new day", async () => {
		let isBlind = true;
		const before = (call: string) => {
			if (isBlind && call.startsWith("ranges")) throw new Error("503");
		};
		const start = midnight - 2 * hourMs;
		const { until, control } = stage({ dailyUsd: 8, before, start });
		await until(midnight + minuteMs);
		isBlind = false;
		await until(midnight + 20 * minuteMs);
		expect(await control()).toMatchObject({ periodKey: "2026-05-12", tier: "ok" });
	});

	test("21 aws-killswitch: hardware without a price is never free", () => {
		const row = { ...endpointOf().hardware, priceMicroUsdPerHour: microUsdOf(1.3) };
		const lookup = priceLookup({ asOf: midnight, source: "live", rows: [row] });
		const price = lookup({ ...row, instanceType: "nvidia-b200" });
		expect(price.known).toBe(false);
		expect(price.lo).toBeGreaterThan(0);
		expect(price.point).toBe(price.hi);
	});

	test("22 Snowflake: a budget of nothing, less than nothing or no number is refused, and is not endless", () => {
		for (const value of ["0", "-5", ".nan", ".inf", "null"]) {
			const text = `version: 1\nzone: UTC\ndailyBudgetUsd: ${value}\ndefaults:\n  criticality: standard\n`;
			const loaded = loadPolicy(text, { file: "guardrail.yml", defaultMode: "shadow" });
			expect(loaded.ok).toBe(false);
		}
	});

	test("23 days of 23 and 25 hours and zones off the hour begin and end where the people's day does", () => {
		const hours = (at: number, zone: string) => {
			const { from, to } = dayOf(at, zone);
			return (to - from) / hourMs;
		};
		expect(hours(Date.UTC(2026, 2, 29, 12), "Europe/Berlin")).toBe(23);
		expect(hours(Date.UTC(2026, 9, 25, 12), "Europe/Berlin")).toBe(25);
		expect(hours(Date.UTC(2026, 9, 3, 18), "Australia/Lord_Howe")).toBe(23.5);
		expect(dayOf(midnight, "Asia/Kolkata").from % hourMs).toBe(30 * minuteMs);
	});

	test("24 metrics that are missing are not idleness: nothing is put to sleep for want of a number", () => {
		const maySleep = { minReplica: 0, maxReplica: 4, scaleToZeroTimeoutMinutes: 15 };
		const endpoint = endpointOf({ ...maySleep, lastUsedAt: null });
		const { steps } = planTier({
			tier: "trim",
			endpoints: [endpoint],
			priceOf: () => knownPrice(1),
			policy: policyOf(),
			reading: readingOf({ ratio: 1.3 }),
			overrides: [],
			held: [],
			records: [],
			now: midnight + 12 * hourMs,
		});
		expect(steps.map(({ method }) => method)).toEqual(["cap"]);
	});

	test("25 a token that expired is one page, however many passes it lasts, and stops nothing", async () => {
		let isRefused = false;
		const before = (call: string) => {
			if (isRefused && call === "list") throw new Error("401: token expired");
		};
		const made = stage({ before, dailyUsd: 40, endpoints: [one("chat")] });
		await made.until(midnight + hourMs);
		isRefused = true;
		await made.minutes(180);
		expect((await made.notices()).filter((id) => id.includes("blind"))).toHaveLength(1);
		expect(made.changes()).toEqual([]);
	});

	test("32 the guard's silence is an alarm: no pass, no heartbeat, and missing heartbeats count as silence", async () => {
		const made = stage({ policy: stagePolicy(100) });
		await made.minutes(3);
		const before = await guardStore(made.table, "acme").readPulse();
		made.waitUntil(made.now() + hourMs);
		expect(await guardStore(made.table, "acme").readPulse()).toEqual(before);
		const template = readFileSync("serverless.yml", "utf8");
		expect(template).toMatch(/FILL\([^)]*0\)/);
	});
});
