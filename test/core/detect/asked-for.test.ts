import { describe, expect, test } from "vitest";
import {
	type Configuration,
	configurationDrift,
} from "../../../shared/core/detect/configuration-drift.ts";
import { guardBlind } from "../../../shared/core/detect/guard-blind.ts";
import { hourlySpend } from "../../../shared/core/detect/hourly-spend.ts";
import { type IdleBilledInput, idleBilled } from "../../../shared/core/detect/idle-billed.ts";
import {
	type ReplicaRunawayInput,
	replicaRunaway,
} from "../../../shared/core/detect/replica-runaway.ts";
import { stuckInitialising } from "../../../shared/core/detect/stuck-initialising.ts";
import { unpriced } from "../../../shared/core/detect/unpriced.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { at, knownPrice } from "../fixture.ts";
import { changes, follow } from "./follow.ts";

describe("hourly-spend", () => {
	const hour = (usd: number | null, forecastUsd: number | null = 100) => ({
		budgetMicroUsd: microUsdOf(240),
		trailingHourMicroUsd: usd === null ? null : microUsdOf(usd),
		forecastMicroUsd: forecastUsd === null ? null : microUsdOf(forecastUsd),
	});

	test("begins strictly above a 24th of the day, as information, and ends after an hour below 0.8 of the line", () => {
		const told = follow(
			hourlySpend(),
			[10, 11, 9, 8.5, ...Array.from({ length: 12 }, () => 8)].map((usd) => hour(usd)),
		);
		expect(told.map(({ pass, change }) => [pass, change])).toEqual([
			[1, "fired"],
			[15, "resolved"],
		]);
		expect(told[0]).toMatchObject({
			severity: "info",
			evidence: { trailingHourMicroUsd: microUsdOf(11), lineMicroUsd: microUsdOf(10), burn: 1.1 },
		});
	});

	test("warns at a burn rate of two or when the forecast passes the budget, and never pages", () => {
		const severities = [hour(11), hour(20), hour(11, 241), hour(1_000, 9_999), hour(11, null)].map(
			(input) => hourlySpend().signal(input).severity,
		);
		expect(severities).toEqual(["info", "warn", "warn", "warn", "info"]);
		expect(hourlySpend().severity).toBe("warn");
	});

	test("an unknown hour neither begins nor ends it", () => {
		const calm = Array.from({ length: 12 }, () => hour(1));
		const looks = [hour(null), hour(11), hour(null), ...calm];
		expect(changes(hourlySpend(), looks)).toEqual(["1 fired", "14 resolved"]);
	});
});

describe("replica-runaway", () => {
	const running = (parts: Partial<ReplicaRunawayInput>): ReplicaRunawayInput => ({
		now: at("12:00"),
		runningReplicas: 4,
		targetReplicas: 4,
		expectedMaxReplicas: 4,
		updatingSince: null,
		...parts,
	});

	test("one replica more than approved pages in that pass, running or only asked for", () => {
		expect(
			changes(replicaRunaway(), [running({}), running({ targetReplicas: 5 }), running({})]),
		).toEqual(["1 fired", "2 resolved"]);
		const [told] = follow(replicaRunaway(), [running({ runningReplicas: 40 })]);
		expect(told).toMatchObject({
			severity: "page",
			evidence: { replicas: 40, expectedMaxReplicas: 4, targetReplicas: 4 },
		});
	});

	test("both versions of a rolling update count as one for half an hour, and not longer", () => {
		const updating = (minutes: number, targetReplicas = 4) =>
			running({
				runningReplicas: 8,
				targetReplicas,
				updatingSince: at("12:00") - minutes * minuteMs,
			});
		expect(changes(replicaRunaway(), [updating(0), updating(29)])).toEqual([]);
		expect(changes(replicaRunaway(), [updating(30)])).toEqual(["0 fired"]);
		expect(changes(replicaRunaway(), [updating(0, 9)])).toEqual(["0 fired"]);
	});

	test("where nothing was approved, or nothing is seen, nothing is judged", () => {
		const unknown = running({ runningReplicas: null, targetReplicas: null });
		expect(changes(replicaRunaway(), [running({ expectedMaxReplicas: null }), unknown])).toEqual(
			[],
		);
		const looks = [running({ runningReplicas: 9 }), unknown, running({})];
		expect(changes(replicaRunaway(), looks)).toEqual(["0 fired", "2 resolved"]);
	});
});

describe("configuration-drift", () => {
	const approved: Configuration = {
		instanceType: "nvidia-a10g",
		instanceSize: "x1",
		priceMicroUsdPerHour: microUsdOf(1),
		minReplica: 0,
		maxReplica: 4,
		scaleToZeroTimeoutMinutes: 60,
	};
	const look = (parts: Partial<Configuration>) => ({
		approved,
		observed: { ...approved, ...parts },
		changedBy: "grace",
		changedAt: at("09:00"),
	});

	test.each([
		["dearer hardware", { instanceType: "nvidia-a100", priceMicroUsdPerHour: microUsdOf(4) }, 288],
		["a higher price of the same hardware", { priceMicroUsdPerHour: microUsdOf(1.5) }, 48],
		["a higher maximum", { maxReplica: 6 }, 48],
		["a higher minimum", { minReplica: 2 }, 48],
		["a longer timeout", { scaleToZeroTimeoutMinutes: 180 }, 2],
		["no timeout at all", { scaleToZeroTimeoutMinutes: null }, 23],
	])("%s is told in the pass that shows it, with who, when and how much a day", (_, parts, usd) => {
		const [told, ...more] = follow(configurationDrift(), [look({}), look(parts), look(parts)]);
		expect(more).toEqual([]);
		expect(told).toMatchObject({ pass: 1, change: "fired", severity: "warn" });
		expect(told?.evidence).toMatchObject({
			extraMicroUsdPerDay: microUsdOf(usd),
			changedBy: "grace",
			changedAt: at("09:00"),
		});
		for (const field of Object.keys(parts)) expect(told?.evidence?.[field]).toMatch(/ → /);
	});

	test.each([
		["the same", {}],
		["cheaper hardware", { priceMicroUsdPerHour: microUsdOf(0.5) }],
		["a lower maximum", { maxReplica: 2 }],
		["a shorter timeout", { scaleToZeroTimeoutMinutes: 15 }],
	])("%s is none", (_, parts) => {
		expect(changes(configurationDrift(), [look(parts)])).toEqual([]);
	});

	test("it ends when the configuration is put back, and holds while it cannot be read", () => {
		const unread = { ...look({}), observed: null };
		const looks = [look({ maxReplica: 9 }), unread, look({ maxReplica: 9 }), look({})];
		expect(changes(configurationDrift(), looks)).toEqual(["0 fired", "3 resolved"]);
	});
});

describe("guard-blind", () => {
	const pass = (failedPasses: number | null, parts = {}) => ({
		failedPasses,
		tokenRefused: false,
		workedBefore: true,
		whoamiFails: false,
		...parts,
	});

	test("pages in the third pass without a good list, and ends with the next good one", () => {
		const told = follow(
			guardBlind(),
			[0, 1, 2, 3, 4, 0].map((failed) => pass(failed)),
		);
		expect(told.map(({ pass: when, change }) => [when, change])).toEqual([
			[3, "fired"],
			[5, "resolved"],
		]);
		expect(told[0]).toMatchObject({
			severity: "page",
			evidence: { reason: "no good list", failedPasses: 3, bound: 3 },
		});
	});

	test("a refused token pages at once if it ever worked, or is refused everywhere", () => {
		const refused = { tokenRefused: true };
		expect(changes(guardBlind(), [pass(1, refused)])).toEqual(["0 fired"]);
		expect(changes(guardBlind(), [pass(1, { ...refused, workedBefore: false })])).toEqual([]);
		const everywhere = { ...refused, workedBefore: false, whoamiFails: true };
		expect(changes(guardBlind(), [pass(1, everywhere)])).toEqual(["0 fired"]);
	});

	test("a store that cannot be read is itself the alarm", () => {
		const [told] = follow(guardBlind(), [pass(null)]);
		expect(told).toMatchObject({ change: "fired", evidence: { reason: "store unreadable" } });
	});
});

test("unpriced: hardware without a price warns once with what is assumed, until it has one", () => {
	const price = { lo: 1, point: 5, hi: 5, known: false };
	const look = { instanceType: "gb300", instanceSize: "x8", price, paused: false };
	const told = follow(unpriced(), [look, look, { ...look, price: knownPrice(2) }]);
	expect(told.map(({ pass, change }) => [pass, change])).toEqual([
		[0, "fired"],
		[2, "resolved"],
	]);
	expect(told[0]).toMatchObject({
		severity: "warn",
		evidence: { instanceType: "gb300", instanceSize: "x8", assumedMicroUsdPerHour: 5 },
	});
	expect(changes(unpriced(), [{ ...look, paused: true }])).toEqual([]);
});

describe("idle-billed", () => {
	const look = (hours: number, parts: Partial<IdleBilledInput> = {}): IdleBilledInput => ({
		now: at("00:00") + hours * hourMs,
		billedReplicas: 2,
		billedSince: at("00:00"),
		lastRequestAt: null,
		observedSince: at("00:00"),
		priceMicroUsdPerHour: microUsdOf(3),
		...parts,
	});

	test("warns after a day without a request, with what an hour of it costs; a request ends it", () => {
		const asked = { lastRequestAt: at("00:00") + 26 * hourMs };
		const told = follow(idleBilled(), [look(24), look(25), look(26), look(26.5, asked)]);
		expect(told.map(({ pass, change }) => [pass, change])).toEqual([
			[1, "fired"],
			[3, "resolved"],
		]);
		expect(told[0]).toMatchObject({
			severity: "warn",
			evidence: { idleHours: 25, billedReplicas: 2, wasteMicroUsdPerHour: microUsdOf(6) },
		});
	});

	test("sleeping ends it; what was not observed is not idle", () => {
		const asleep = { billedReplicas: 0, billedSince: null };
		expect(changes(idleBilled(), [look(25), look(26, asleep)])).toEqual(["0 fired", "1 resolved"]);
		expect(changes(idleBilled(), [look(90, { observedSince: null })])).toEqual([]);
		expect(changes(idleBilled(), [look(90, { observedSince: at("00:00") + 80 * hourMs })])).toEqual(
			[],
		);
	});
});

test("stuck-initialising: warns after 15 billed minutes, holds unseen, ends when it runs", () => {
	const look = (minutes: number | null, observed = true) => ({
		now: at("12:00"),
		initialisingSince: minutes === null ? null : at("12:00") - minutes * minuteMs,
		observed,
		billedReplicas: 1,
		priceMicroUsdPerHour: microUsdOf(3),
	});
	const looks = [look(15), look(16), look(null, false), look(21), look(null)];
	const told = follow(stuckInitialising(), looks);
	expect(told.map(({ pass, change }) => [pass, change])).toEqual([
		[1, "fired"],
		[4, "resolved"],
	]);
	expect(told[0]).toMatchObject({
		severity: "warn",
		evidence: { minutes: 16, bound: 15, billedReplicas: 1, priceMicroUsdPerHour: microUsdOf(3) },
	});
});
