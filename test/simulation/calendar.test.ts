import { expect, test } from "vitest";
import { dayOf } from "../../shared/core/reading/period.ts";
import { hourMs } from "../../shared/domain/instant.ts";
import { calendar } from "./calendar.ts";

const runs = 500;
const days = Array.from({ length: runs }, (_, key) => {
	const { zone, start, end } = calendar(key, 3);
	const own = [dayOf(start, zone)];
	for (let last = own[0]; last !== undefined && last.to < end; last = own.at(-1)) {
		own.push(dayOf(last.to, zone));
	}
	return own;
}).flat();

test("every run is three days with faults and a clean one, from midnight to midnight", () => {
	expect(days).toHaveLength(4 * runs);
});

test("days of 23, 23.5, 24.5 and 25 hours really occur, in one run of eight or more", () => {
	const lengths = new Set(days.map(({ from, to }) => (to - from) / hourMs));
	expect([...lengths].sort((a, b) => a - b)).toEqual([23, 23.5, 24, 24.5, 25]);
	const odd = days.filter(({ from, to }) => to - from !== 24 * hourMs);
	expect(odd.length).toBeGreaterThan(runs / 8);
});

test("so do the last day of a year and a leap day", () => {
	const keys = new Set(days.map(({ key }) => key));
	expect(keys).toContain("2027-12-31");
	expect(keys).toContain("2028-02-29");
});
