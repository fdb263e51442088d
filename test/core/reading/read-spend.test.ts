import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type ReadSpendInput,
	readSpend,
	trailing,
} from "../../../shared/core/reading/read-spend.ts";
import { summarise } from "../../../shared/core/reading/summarise.ts";
import { hourMs, minuteMs, secondMs } from "../../../shared/domain/instant.ts";
import type { Summary } from "../../../shared/domain/ledger.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Reading } from "../../../shared/domain/reading.ts";
import { at, cursorOf, day, dayMs, exactly, policyOf, postureOf } from "../fixture.ts";
import {
	apart,
	isOrdered,
	openPostures,
	openStretches,
	spentIn,
	stretchesUntil,
	totalsOf,
} from "./spend-model.ts";

const nextDay = { key: "2026-03-03", zone: "UTC", from: day.to, to: day.to + dayMs };
const { budget } = policyOf();

function read(summary: Summary, seen: number, parts: Partial<ReadSpendInput> = {}): Reading {
	const cursor = cursorOf({ observedUntil: seen });
	const staleAfterMs = 180 * secondMs;
	return readSpend({ summary, cursor, budget, period: day, now: seen, staleAfterMs, ...parts });
}

/** $10 spent by 12:00, two replicas at $1/h. */
const simple = summarise({
	period: day,
	at: at("12:00"),
	totals: totalsOf([
		{ from: at("02:00"), to: at("12:00"), lo: 1, point: 1, hi: 1, price: postureOf().price },
	]),
	postures: [postureOf({ since: at("12:00") })],
});

describe("a quiet minute", () => {
	const noon = at("05:30");
	const minutes = fc.integer({ min: 0, max: 300 });

	test("read from an old summary says what counting everything anew would say", () => {
		fc.assert(
			fc.property(stretchesUntil(noon, minuteMs), openPostures, minutes, (booked, open, later) => {
				const postures = open.map((posture) => ({ ...posture, since: noon }));
				const totals = totalsOf(booked);
				const now = noon + later * minuteMs;
				const old = read(summarise({ period: day, at: noon, totals, postures }), now);
				const anew = read(summarise({ period: day, at: now, totals, postures }), now);
				expect(apart(old.spent, anew.spent)).toBeLessThanOrEqual(4);
				const all = [...booked, ...openStretches(postures, now)];
				expect(apart(old.spent, spentIn({ from: day.from, to: now }, all))).toBeLessThanOrEqual(4);
			}),
			{ numRuns: 50 },
		);
	});

	test("of the next day, read from the last summary of the day before, begins that day at its own midnight", () => {
		const before = day.to - 40 * minuteMs;
		fc.assert(
			fc.property(openPostures, minutes, (open, later) => {
				const postures = open.map((posture) => ({ ...posture, since: before }));
				const now = nextDay.from + later * minuteMs;
				const old = summarise({ period: day, at: before, totals: [], postures });
				const anew = summarise({ period: nextDay, at: now, totals: [], postures });
				const parts = { period: nextDay };
				expect(apart(read(old, now, parts).spent, read(anew, now, parts).spent)).toBeLessThan(3);
			}),
		);
	});
});

describe("spend", () => {
	test("goes on at the rate of the summary up to the last good list, and no further", () => {
		expect(read(simple, at("13:00")).spent).toEqual(exactly(12));
		expect(read(simple, at("13:00"), { now: at("15:00") }).spent).toEqual(exactly(12));
	});

	test("never goes back before the summary, nor beyond now", () => {
		expect(read(simple, at("11:00")).spent).toEqual(exactly(10));
		expect(read(simple, at("18:00"), { now: at("13:00") }).spent).toEqual(exactly(12));
	});

	test("as a ratio is of the day's budget, each bound by itself", () => {
		const bounds = { ...simple, spent: { lo: 1e6, point: 20e6, hi: 300e6 } };
		expect(read(bounds, at("12:00")).ratio).toEqual({ lo: 0.01, point: 0.2, hi: 3 });
	});
});

describe("data", () => {
	test.each([
		["12:03", false],
		["12:03:01", true],
	])("seen last at 12:00 and looked at at %s is stale: %s", (now, stale) => {
		expect(read(simple, at("12:00"), { now: at(now) }).stale).toBe(stale);
	});
});

describe("the day's end", () => {
	test("is spent so far plus the hours that are left, at the minimum, this rate and the maximum", () => {
		const { floorMicroUsd, likelyMicroUsd, ceilingMicroUsd } = read(simple, at("12:00"));
		const want = [10 + 12, 10 + 24, 10 + 48].map(microUsdOf);
		expect([floorMicroUsd, likelyMicroUsd, ceilingMicroUsd]).toEqual(want);
	});

	test("seen from before midnight has just the hours of its own day left", () => {
		const before = { ...simple, at: day.to - 2 * hourMs };
		const reading = read(before, before.at, { period: nextDay, now: nextDay.from + minuteMs });
		expect(reading.spent).toEqual(exactly(0));
		expect(reading.likelyMicroUsd).toBe(microUsdOf(48));
		expect(reading.floorMicroUsd).toBe(microUsdOf(24));
		expect(reading.ceilingMicroUsd).toBe(microUsdOf(96));
	});

	test("has a floor that is at most likely, and likely at most the ceiling, for any fleet", () => {
		fc.assert(
			fc.property(
				stretchesUntil(at("05:30"), minuteMs),
				openPostures,
				fc.integer({ min: 0, max: 30 * 60 }),
				(booked, open, later) => {
					const now = at("05:30") + later * minuteMs;
					const postures = open.map((posture) => ({ ...posture, since: at("05:30") }));
					const totals = totalsOf(booked);
					const summary = summarise({ period: day, at: at("05:30"), totals, postures });
					const period = now < day.to ? day : nextDay;
					const reading = read(summary, now, { period });
					expect(reading.floorMicroUsd).toBeLessThanOrEqual(reading.likelyMicroUsd);
					expect(reading.likelyMicroUsd).toBeLessThanOrEqual(reading.ceilingMicroUsd);
					expect([reading.spent, reading.trailingHour, reading.ratePerHour].every(isOrdered)).toBe(
						true,
					);
				},
			),
			{ numRuns: 200 },
		);
	});
});

describe("a trailing window", () => {
	test("is what counting its minutes gives where spend is even inside its first bin", () => {
		const grainMs = 5 * minuteMs;
		const windows = fc.integer({ min: 1, max: 360 });
		fc.assert(
			fc.property(
				stretchesUntil(at("05:30"), grainMs),
				openPostures,
				fc.nat(90),
				windows,
				(booked, open, later, minutes) => {
					const postures = open.map((posture) => ({ ...posture, since: at("05:30") }));
					const totals = totalsOf(booked);
					const summary = summarise({ period: day, at: at("05:30"), totals, postures });
					const until = at("05:30") + later * minuteMs;
					const all = [...booked, ...openStretches(postures, until)];
					const from = until - minutes * minuteMs;
					const want = spentIn({ from, to: until }, all);
					expect(apart(trailing(summary, until, minutes * minuteMs), want)).toBeLessThan(200);
				},
			),
			{ numRuns: 60 },
		);
	});

	test("of an hour reaches back over midnight", () => {
		const summary = summarise({
			period: nextDay,
			at: nextDay.from + 10 * minuteMs,
			totals: totalsOf([
				{
					from: day.to - hourMs,
					to: nextDay.from + 10 * minuteMs,
					lo: 6,
					point: 6,
					hi: 6,
					price: postureOf().price,
				},
			]),
			postures: [],
		});
		expect(trailing(summary, summary.at, hourMs)).toEqual(exactly(6));
		expect(summary.spent).toEqual(exactly(1));
	});

	test("compares with a twenty-fourth of the budget, on any day", () => {
		const hundredADay = exactly(100 / 24);
		const bins = [{ from: at("11:55"), to: at("12:00"), spent: hundredADay }];
		expect(read({ ...simple, bins }, at("12:00")).hourRatio).toBeCloseTo(1, 6);
	});
});
