import { expect, test } from "vitest";
import { parseCron } from "../../../shared/config/parse-cron.ts";
import { dueInstants } from "./due-instants.ts";

/** When an entry is due in three days from a midnight of UTC on. */
function dueAt(text: string, zone: string, from: number): string[] {
	const parsed = parseCron(text);
	if (!parsed.ok) throw new Error(parsed.problem);
	const entries = [{ cron: parsed.cron, replicas: 1 }];
	const window = { from, to: from + 3 * 24 * 3_600_000 };
	const dues = dueInstants([{ members: [], zone, entries }], window);
	return dues.map(({ at }) => new Date(at).toISOString().slice(5, 16));
}

test.each([
	["30 2 * * *", "UTC", Date.UTC(2026, 4, 1), ["05-01T02:30", "05-02T02:30", "05-03T02:30"]],
	["0 9 * * 1-5", "Europe/Berlin", Date.UTC(2026, 4, 1), ["05-01T07:00"]],
	["0 9 3 * 5", "UTC", Date.UTC(2026, 4, 1), ["05-01T09:00", "05-03T09:00"]],
	[
		"30 2 * * *",
		"Europe/Berlin",
		Date.UTC(2026, 2, 28),
		["03-28T01:30", "03-29T01:00", "03-30T00:30"],
	],
	[
		"30 2 * * *",
		"Europe/Berlin",
		Date.UTC(2026, 9, 24),
		["10-24T00:30", "10-25T00:30", "10-26T01:30"],
	],
])("%s in %s is due by the clock on the wall, once, and after a gap at its end", (...row) => {
	const [text, zone, from, want] = row;
	expect(dueAt(text, zone, from)).toEqual(want);
});
