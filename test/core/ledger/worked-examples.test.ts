import { describe, expect, test } from "vitest";
import { bookTruth, emptyHour } from "../../../shared/core/ledger/book.ts";
import { bookPass } from "../../../shared/core/ledger/book-pass.ts";
import { chargeOf, lotsOf } from "../../../shared/core/ledger/lots.ts";
import { dayOf } from "../../../shared/core/reading/period.ts";
import { hourMs, minuteMs, type Range } from "../../../shared/domain/instant.ts";
import type { HourItem } from "../../../shared/domain/ledger.ts";
import type { Price } from "../../../shared/domain/price.ts";
import { at, dayMs, endpointOf, exactly, knownPrice, midnight, postureOf } from "../fixture.ts";

const running = (replicaId: string, from: number, to: number) => ({
	replicaId,
	stage: "running",
	from,
	to,
});

function booked(
	window: Range,
	ranges: readonly ReturnType<typeof running>[],
	price: Price,
): HourItem[] {
	const observed = endpointOf({ createdAt: window.from });
	const posture = postureOf({ observed, createdAt: window.from, since: window.to, price });
	return bookPass([], [], [{ posture, window, ranges }]);
}

function spentIn(items: readonly HourItem[], window: Range) {
	return chargeOf(items.flatMap((item) => lotsOf(item, window)));
}

describe("the vendor's own examples", () => {
	test("one replica for an hour and two more for a quarter of it, at $0.50 an hour, are $0.75 exactly", () => {
		const hour = { from: at("10:00"), to: at("11:00") };
		const more = ["v1-b", "v1-c"].map((id) => running(id, at("10:20"), at("10:35")));
		const ranges = [running("v1-a", hour.from, hour.to), ...more];
		expect(spentIn(booked(hour, ranges, knownPrice(0.5)), hour)).toEqual(exactly(0.75));
	});
});

describe("a replica that runs", () => {
	test("over midnight is billed to each day for its own part", () => {
		const window = { from: midnight - 90 * minuteMs, to: midnight + 30 * minuteMs };
		const items = booked(window, [running("v1-a", window.from, window.to)], knownPrice(2));
		const before = { from: midnight - dayMs, to: midnight };
		expect(spentIn(items, before)).toEqual(exactly(3));
		expect(spentIn(items, { from: midnight, to: midnight + dayMs })).toEqual(exactly(1));
	});

	test("over a change of the price list costs the old price before it and the new one after", () => {
		const hour = { from: at("10:00"), to: at("11:00") };
		const until = (clock: string) => ({ from: hour.from, to: at(clock) });
		const ranges = [running("v1-a", hour.from, hour.to)];
		const empty = emptyHour("chat", 0, hour.from);
		const first = bookTruth(empty, { window: until("10:45"), ranges, price: knownPrice(1) });
		const second = bookTruth(first, { window: hour, ranges, price: knownPrice(3) });
		expect(spentIn([second], hour)).toEqual(exactly(1.5));
	});

	test.each([
		["2026-03-29", 23],
		["2026-10-25", 25],
		["2026-06-01", 24],
	])("through the whole local day %s in Berlin is billed %i hours", (date, hours) => {
		const day = dayOf(Date.parse(`${date}T12:00:00Z`), "Europe/Berlin");
		const window = { from: day.from - 2 * hourMs, to: day.to + 2 * hourMs };
		const items = booked(window, [running("v1-a", window.from, window.to)], knownPrice(1));
		expect(spentIn(items, day)).toEqual(exactly(hours));
	});
});
