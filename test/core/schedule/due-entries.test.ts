import { Cron as Croner } from "croner";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCron } from "../../../shared/config/parse-cron.ts";
import { dueBetween, lastDue } from "../../../shared/core/schedule/due-entries.ts";
import { dayMs } from "../../../shared/core/schedule/local-time.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { Cron, Schedule } from "../../../shared/domain/schedule.ts";

function cronOf(text: string): Cron {
	const parsed = parseCron(text);
	if (!parsed.ok) throw new Error(`${text}: ${parsed.problem}`);
	return parsed.cron;
}

function schedule(zone: string, ...entries: readonly (readonly [string, number])[]): Schedule {
	return {
		members: [{ name: "*" }],
		zone,
		entries: entries.map(([cron, replicas]) => ({ cron: cronOf(cron), replicas })),
	};
}

/** Instants of one local day and the next, as UTC: `2026-03-29T01:00`. */
function instants(zone: string, cron: string, fromUtc: string, hours = 24): string[] {
	const from = Date.parse(`${fromUtc}:00Z`);
	return dueBetween([schedule(zone, [cron, 1])], from - 1, from + hours * hourMs - 1).map(
		({ dueAt }) => new Date(dueAt).toISOString().slice(0, 16),
	);
}

describe("on days on which the clock is changed", () => {
	const changes = `
		| Europe/Berlin       | 30 2 * * *  | 2026-03-28T23:00 | 2026-03-29T01:00                   | skipped: at the first instant after the gap  |
		| Europe/Berlin       | 0 3 * * *   | 2026-03-28T23:00 | 2026-03-29T01:00                   | the end of the gap is a time of its own      |
		| Europe/Berlin       | 30 2 * * *  | 2026-10-24T22:00 | 2026-10-25T00:30                   | repeated: once, the first time               |
		| Europe/Berlin       | 30 3 * * *  | 2026-10-24T22:00 | 2026-10-25T02:30                   | and what comes after it at its own time      |
		| America/New_York    | 15 2 * * *  | 2026-03-08T05:00 | 2026-03-08T07:00                   | skipped                                      |
		| America/New_York    | 30 1 * * *  | 2026-11-01T04:00 | 2026-11-01T05:30                   | repeated                                     |
		| Australia/Lord_Howe | 15 2 * * *  | 2026-10-03T13:30 | 2026-10-03T15:30                   | a gap of half an hour                        |
		| Australia/Lord_Howe | 45 1 * * *  | 2026-04-04T13:00 | 2026-04-04T14:45                   | a repetition of half an hour                 |
		| Africa/Cairo        | 30 0 * * *  | 2026-04-23T22:00 | 2026-04-23T22:00 2026-04-24T21:30  | the day begins at 01:00                      |
		| Africa/Cairo        | 30 23 * * * | 2026-10-29T12:00 | 2026-10-29T20:30                   | the last hour of the day is repeated         |
	`;
	const rows = changes
		.trim()
		.split("\n")
		.map((line) => line.split("|").map((cell) => cell.trim()));

	test.each(rows.map(([, zone, cron, from, want, why]) => ({ zone, cron, from, want, why })))(
		"in $zone `$cron` from $from runs at $want: $why",
		({ zone = "", cron = "", from = "", want = "" }) => {
			expect(instants(zone, cron, from)).toEqual(want.split(" "));
		},
	);

	test("several times of one gap run once", () => {
		expect(instants("Europe/Berlin", "0,15,30,45 2 * * *", "2026-03-28T23:00")).toEqual([
			"2026-03-29T01:00",
		]);
	});

	test("a zone without a change runs as on any day", () => {
		expect(instants("Asia/Kathmandu", "0 8 * * *", "2026-03-28T23:00")).toEqual([
			"2026-03-29T02:15",
		]);
	});
});

describe("the last due entry", () => {
	const weekdays = schedule(
		"Europe/Berlin",
		["0 8 * * 1-5", 3],
		["0 12 * * 1-5", 1],
		["0 13 * * 1-5", 4],
		["0 18 * * 1-5", 0],
	);
	const long = Date.UTC(2026, 0, 1);
	const at = (utc: string) => lastDue([weekdays], Date.parse(`${utc}:00Z`), long)?.replicas ?? null;

	test.each([
		["2026-11-19T06:59", 0, "Thursday before eight: as since the evening before"],
		["2026-11-19T07:00", 3, "at eight"],
		["2026-11-19T11:00", 1, "at noon"],
		["2026-11-19T12:30", 4, "after lunch"],
		["2026-11-19T17:00", 0, "at six"],
		["2026-11-22T12:00", 0, "Sunday: as since Friday evening"],
		["2026-11-23T07:00", 3, "Monday at eight"],
	])("of the guide's weekdays at %s is %i: %s", (utc, replicas) => {
		expect(at(utc)).toBe(replicas);
	});

	test("is looked for in eight days and no further", () => {
		const rare = schedule("UTC", ["0 0 1 1 *", 5]);
		const newYear = Date.UTC(2026, 0, 1);
		expect(lastDue([rare], newYear + 8 * dayMs - 1, 0)?.dueAt).toBe(newYear);
		expect(lastDue([rare], newYear + 8 * dayMs, 0)).toBeNull();
	});

	test("is none that was due before the installation", () => {
		const noon = Date.UTC(2026, 10, 19, 11);
		expect(lastDue([weekdays], noon + minuteMs, noon)).toBeNull();
		expect(lastDue([weekdays], noon + 61 * minuteMs, noon)?.replicas).toBe(4);
	});

	test("of two at one instant is the one that stands later", () => {
		const both = schedule("UTC", ["0 8 * * *", 1], ["0 8 * * *", 2]);
		expect(lastDue([both], Date.UTC(2026, 10, 19, 9), 0)?.replicas).toBe(2);
	});

	test("is the last one of all that are due, whatever the zone and the instant", () => {
		const zone = fc.constantFrom("Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "UTC");
		const now = fc.integer({ min: Date.UTC(2026, 0, 10), max: Date.UTC(2027, 0, 1) });
		const cron = fc.constantFrom("30 2 * * *", "0 8 * * 1-5", "*/20 1 * * *", "0 0 1 * *");
		const property = fc.property(zone, cron, now, (inZone, text, instant) => {
			const one = schedule(inZone, [text, 1]);
			const all = dueBetween([one], instant - 8 * dayMs, instant);
			expect(lastDue([one], instant, 0)?.dueAt).toBe(all.at(-1)?.dueAt);
		});
		fc.assert(property, { numRuns: 200 });
	});
});

describe("a cron entry", () => {
	const value = (from: number, to: number) =>
		fc.oneof(
			fc.constant("*"),
			fc.integer({ min: from, max: to }).map(String),
			fc.integer({ min: 2, max: 9 }).map((step) => `*/${step}`),
			fc
				.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
				.map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
			fc.array(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 3 }).map(String),
		);
	const anyCron = fc
		.tuple(
			fc.integer({ min: 0, max: 59 }).map(String),
			value(0, 23),
			value(1, 28),
			value(1, 12),
			value(0, 6),
		)
		// crontab(5) takes a step of all days for all days, croner for some of them.
		.filter(([, , days, , weekdays]) => !days.startsWith("*/") && !weekdays.startsWith("*/"))
		.map((words) => words.join(" "));

	test("is due when croner says so, where no clock is changed", () => {
		const from = Date.UTC(2026, 5, 1);
		const property = fc.property(anyCron, (text) => {
			const ours = dueBetween([schedule("UTC", [text, 1])], from - 1, from + 60 * dayMs);
			const oracle = new Croner(text, { timezone: "UTC", legacyMode: true, paused: true });
			const theirs = oracle.nextRuns(5, new Date(from - 1)).map((date) => date.getTime());
			const inTime = theirs.filter((instant) => instant <= from + 60 * dayMs);
			expect(ours.slice(0, inTime.length).map(({ dueAt }) => dueAt)).toEqual(inTime);
		});
		fc.assert(property, { numRuns: 150 });
	});

	test.each([
		["0 8 * * MON-FRI", "0 8 * * 1-5"],
		["0 8 * jan,dec 7", "0 8 * 1,12 0"],
		["5/20 * * * *", "5,25,45 * * * *"],
	])("%s means %s", (text, same) => {
		expect({ ...cronOf(text), text: "" }).toEqual({ ...cronOf(same), text: "" });
	});

	test.each([
		["0 8 * *", "has 4 fields, not five"],
		["60 8 * * *", '"60" is no minute (0 to 59)'],
		["0 8 * * 8", '"8" is no weekday (0 to 7)'],
		["0 18-8 * * *", '"18-8" is no hour (0 to 23)'],
		["0 */0 * * *", '"*/0" is no hour (0 to 23)'],
		["0 8 0 * *", '"0" is no day (1 to 31)'],
		["0 8 * foo *", '"foo" is no month (1 to 12)'],
		["0 8 1-2-3 * *", '"1-2-3" is no day (1 to 31)'],
		["", "has 1 fields, not five"],
	])("'%s' is refused: it %s", (text, problem) => {
		expect(parseCron(text)).toEqual({ ok: false, problem });
	});
});
