import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	dateOf,
	dayOf,
	monthOf,
	startOfDate,
	weekOf,
} from "../../../shared/core/reading/period.ts";
import { hourMs, type Instant, minuteMs } from "../../../shared/domain/instant.ts";
import { rowsOf } from "../table.ts";

const dayMs = 24 * hourMs;
const first = Date.UTC(2020, 0, 1);
const last = Date.UTC(2036, 0, 1);

const days = `
	| zone                | date       | begins               | hours | what is odd                       |
	| ------------------- | ---------- | -------------------- | ----- | --------------------------------- |
	| UTC                 | 2026-03-02 | 2026-03-02T00:00:00Z | 24    | nothing                           |
	| Europe/Berlin       | 2026-03-29 | 2026-03-28T23:00:00Z | 23    | an hour is left out               |
	| Europe/Berlin       | 2026-10-25 | 2026-10-24T22:00:00Z | 25    | an hour comes twice               |
	| America/New_York    | 2026-03-08 | 2026-03-08T05:00:00Z | 23    | an hour is left out               |
	| America/New_York    | 2026-11-01 | 2026-11-01T04:00:00Z | 25    | an hour comes twice               |
	| Australia/Lord_Howe | 2026-04-05 | 2026-04-04T13:00:00Z | 24.5  | half an hour comes twice          |
	| Australia/Lord_Howe | 2026-10-04 | 2026-10-03T13:30:00Z | 23.5  | half an hour is left out          |
	| Antarctica/Troll    | 2026-03-29 | 2026-03-29T00:00:00Z | 22    | two hours are left out            |
	| Antarctica/Troll    | 2026-10-25 | 2026-10-24T22:00:00Z | 26    | two hours come twice              |
	| America/Santiago    | 2026-09-06 | 2026-09-06T04:00:00Z | 23    | it begins at 01:00                |
	| America/Santiago    | 2026-04-04 | 2026-04-04T03:00:00Z | 25    | 23:00 comes twice                 |
	| Africa/Cairo        | 2026-04-24 | 2026-04-23T22:00:00Z | 23    | it begins at 01:00                |
	| Africa/Cairo        | 2026-10-29 | 2026-10-28T21:00:00Z | 25    | 23:00 comes twice                 |
	| Asia/Beirut         | 2026-03-29 | 2026-03-28T22:00:00Z | 23    | it begins at 01:00                |
	| Asia/Beirut         | 2026-10-24 | 2026-10-23T21:00:00Z | 25    | 23:00 comes twice                 |
	| Asia/Kolkata        | 2026-06-01 | 2026-05-31T18:30:00Z | 24    | five and a half hours ahead       |
	| Asia/Kathmandu      | 2026-06-01 | 2026-05-31T18:15:00Z | 24    | five and three quarters ahead     |
	| Pacific/Chatham     | 2026-01-01 | 2025-12-31T10:15:00Z | 24    | thirteen and three quarters ahead |
	| Pacific/Kiritimati  | 2026-01-01 | 2025-12-31T10:00:00Z | 24    | the first new year                |
	| Pacific/Pago_Pago   | 2025-12-31 | 2025-12-31T11:00:00Z | 24    | the last year's end               |
	| Europe/Berlin       | 2028-02-29 | 2028-02-28T23:00:00Z | 24    | a leap day                        |
	| Asia/Almaty         | 2024-02-29 | 2024-02-28T18:00:00Z | 25    | a leap day that is longer too     |
`;

describe("a day", () => {
	test.each(rowsOf<"zone" | "date" | "begins" | "hours" | "what is odd">(days))(
		"of $zone, $date, begins at $begins and has $hours hours: $what is odd",
		({ zone, date, begins, hours }) => {
			const from = Date.parse(begins);
			const to = from + Number(hours) * hourMs;
			for (const at of [from, from + 1, (from + to) / 2, to - 1]) {
				expect(dayOf(at, zone)).toEqual({ key: date, zone, from, to });
			}
			expect(dayOf(from - 1, zone).to).toBe(from);
			expect(dayOf(to, zone).from).toBe(to);
		},
	);

	test("is the same whatever was asked before it", () => {
		const zone = fc.constantFrom("Europe/Berlin", "America/Santiago", "Asia/Kolkata");
		const instant = fc.integer({ min: first, max: last });
		fc.assert(
			fc.property(zone, instant, instant, (name, one, other) => {
				const before = dayOf(one, name);
				dayOf(other, name);
				expect(dayOf(one, name)).toEqual(before);
			}),
		);
	});

	test("contains its instant, carries its date, and lies between days of other dates", () => {
		const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
		fc.assert(
			fc.property(zones, fc.integer({ min: first, max: last }), (zone, at) => {
				const { from, to, key } = dayOf(at, zone);
				expect(from <= at && at < to).toBe(true);
				expect([from, to - 1].map((each) => localDate(each, zone))).toEqual([key, key]);
				expect(localDate(from - 1, zone) < key).toBe(true);
				expect(localDate(to, zone) > key).toBe(true);
			}),
			{ numRuns: 300 },
		);
	});

	test("of a zone that does not exist is refused", () => {
		expect(() => dayOf(first, "Mars/Olympus")).toThrow(RangeError);
	});
});

const spans = `
	| what                | zone                | date       | begins               | ends                 | key        |
	| ------------------- | ------------------- | ---------- | -------------------- | -------------------- | ---------- |
	| week                | UTC                 | 2026-03-04 | 2026-03-02T00:00:00Z | 2026-03-09T00:00:00Z | 2026-03-02 |
	| week                | Europe/Berlin       | 2026-03-29 | 2026-03-22T23:00:00Z | 2026-03-29T22:00:00Z | 2026-03-23 |
	| week                | Asia/Kathmandu      | 2027-01-01 | 2026-12-27T18:15:00Z | 2027-01-03T18:15:00Z | 2026-12-28 |
	| week                | Pacific/Kiritimati  | 2024-02-29 | 2024-02-25T10:00:00Z | 2024-03-03T10:00:00Z | 2024-02-26 |
	| week                | Pacific/Apia        | 2012-01-01 | 2011-12-26T10:00:00Z | 2012-01-01T10:00:00Z | 2011-12-26 |
	| month               | UTC                 | 2026-02-17 | 2026-02-01T00:00:00Z | 2026-03-01T00:00:00Z | 2026-02    |
	| month               | Europe/Berlin       | 2026-10-25 | 2026-09-30T22:00:00Z | 2026-10-31T23:00:00Z | 2026-10    |
	| month               | America/New_York    | 2028-02-29 | 2028-02-01T05:00:00Z | 2028-03-01T05:00:00Z | 2028-02    |
	| month               | Africa/Cairo        | 2026-04-30 | 2026-03-31T22:00:00Z | 2026-04-30T21:00:00Z | 2026-04    |
	| month               | Australia/Lord_Howe | 2026-12-31 | 2026-11-30T13:00:00Z | 2026-12-31T13:00:00Z | 2026-12    |
`;

describe("a week from Monday, and a month", () => {
	test.each(rowsOf<"what" | "zone" | "date" | "begins" | "ends" | "key">(spans))(
		"the $what of $date in $zone is $begins to $ends",
		({ what, zone, date, begins, ends, key }) => {
			const [from, to] = [Date.parse(begins), Date.parse(ends)];
			const of = what === "week" ? weekOf : monthOf;
			for (const at of [from, startOfDate(date, zone), to - 1]) {
				expect(of(at, zone)).toEqual({ key, zone, from, to });
			}
		},
	);
});

describe("the first instant of a date", () => {
	test("is where its day begins, also where the day has no midnight", () => {
		for (const { zone, date, begins } of rowsOf<"zone" | "date" | "begins">(days)) {
			expect(startOfDate(date, zone), `${zone} ${date}`).toBe(Date.parse(begins));
		}
	});

	test("of a date that the zone leaves out is the first one after it", () => {
		expect(startOfDate("2011-12-30", "Pacific/Apia")).toBe(Date.parse("2011-12-30T10:00:00Z"));
	});
});

describe("around every change of every zone of the world from 2020 to 2035", () => {
	const changes = changesOfAllZones();

	test("days tile: no gap, no overlap, and a changed day is as much longer as the clock went back", () => {
		expect(changes.length).toBeGreaterThan(500);
		for (const { zone, at, backMs } of changes) {
			const before = dayOf(at - 36 * hourMs, zone);
			let day = before;
			let total = 0;
			for (let count = 0; count < 4; count++) {
				const next = dayOf(day.to, zone);
				if (next.from !== day.to || next.key <= day.key) throw new Error(`${zone} ${day.key}`);
				total += day.to - day.from;
				day = next;
			}
			if (total !== 4 * dayMs + backMs) throw new Error(`${zone} ${before.key}: ${total}`);
		}
	});

	test.each([
		["weeks", weekOf, 7, 7],
		["months", monthOf, 28, 31],
	] as const)(
		"%s tile too, each of them whole days",
		(_, of, least, most) => {
			for (const { zone, at } of changes) {
				const span = of(at, zone);
				const ends = [of(span.from - 1, zone).to, dayOf(span.from, zone).from];
				const begins = [of(span.to, zone).from, dayOf(span.to - 1, zone).to];
				const days = Math.round((span.to - span.from) / dayMs);
				const fits =
					ends.every((end) => end === span.from) &&
					begins.every((begin) => begin === span.to) &&
					span.from <= at &&
					at < span.to &&
					least <= days &&
					days <= most;
				if (!fits) throw new Error(`${zone} ${span.key}`);
			}
		},
		30_000,
	);

	test("the zones that change are there that this is about: half an hour, two hours, at midnight", () => {
		const of = (zone: string) => changes.filter((change) => change.zone === zone);
		expect(of("Australia/Lord_Howe").map((each) => Math.abs(each.backMs))).toContain(hourMs / 2);
		expect(of("Antarctica/Troll").map((each) => Math.abs(each.backMs))).toContain(2 * hourMs);
		for (const zone of ["Africa/Cairo", "America/Santiago", "Asia/Beirut"]) {
			expect(of(zone).length).toBeGreaterThan(10);
		}
	});
});

test("a date is that of the zone, written so that later dates are greater", () => {
	const at = Date.UTC(2026, 0, 1, 4);
	const zones = ["America/New_York", "UTC", "Pacific/Kiritimati"];
	expect(zones.map((zone) => dateOf(at, zone))).toEqual(["2025-12-31", "2026-01-01", "2026-01-01"]);
});

type Change = { readonly zone: string; readonly at: Instant; readonly backMs: number };

/** Every change of every zone; zones that change at the same instants by as much are one, and tried once. */
function changesOfAllZones(): Change[] {
	const known = new Set<string>();
	return Intl.supportedValuesOf("timeZone").flatMap((zone) => {
		const changes = changesOf(zone);
		const shape = changes.map(({ at, backMs }) => `${at}:${backMs}`).join();
		if (known.has(shape)) return [];
		known.add(shape);
		return changes;
	});
}

/** A step is shorter than the time between any two changes of a zone in these years. */
function changesOf(zone: string): Change[] {
	const stepMs = 6 * dayMs;
	const changes: Change[] = [];
	let offset = offsetMs(first, zone);
	for (let at = first + stepMs; at < last + stepMs; at += stepMs) {
		const next = offsetMs(at, zone);
		if (next === offset) continue;
		changes.push({ zone, at: changeBetween(at - stepMs, at, zone), backMs: offset - next });
		offset = next;
	}
	return changes;
}

/** To the hour: that is enough to walk the days around it. */
function changeBetween(from: Instant, to: Instant, zone: string): Instant {
	const before = offsetMs(from, zone);
	let low = from;
	let high = to;
	while (high - low > hourMs) {
		const middle = Math.floor((low + high) / 2);
		if (offsetMs(middle, zone) === before) low = middle;
		else high = middle;
	}
	return high;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Another way to local time than the one under test: its parts, put together in UTC. */
function localMs(at: Instant, zone: string): number {
	const format = formats.get(zone) ?? longFormat(zone);
	formats.set(zone, format);
	const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = (
		format.format(at).match(/\d+/g) ?? []
	).map(Number);
	return Date.UTC(year, month - 1, day, hour % 24, minute);
}

function longFormat(timeZone: string): Intl.DateTimeFormat {
	return new Intl.DateTimeFormat("en-US", {
		timeZone,
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		hourCycle: "h23",
	});
}

function offsetMs(at: Instant, zone: string): number {
	return localMs(at, zone) - Math.floor(at / minuteMs) * minuteMs;
}

function localDate(at: Instant, zone: string): string {
	return new Date(localMs(at, zone)).toISOString().slice(0, 10);
}
