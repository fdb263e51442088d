import { expect, test } from "vitest";
import { agoText, zoneClock } from "../../shared/dashboard/zone-clock.ts";
import { at, dayEnd } from "./fixture.ts";

const berlin = zoneClock("Europe/Berlin");

test("times are those of the budget's zone, which is named with its offset", () => {
	expect(berlin.day(at("15:56"))).toBe("Thu 19 Nov 2026");
	expect(berlin.time(at("00:05"))).toBe("00:05");
	expect(berlin.offset(at("15:56"))).toBe("UTC+1");
	expect(zoneClock("Asia/Kathmandu").offset(at("15:56"))).toBe("UTC+5:45");
	expect(zoneClock("UTC").offset(at("15:56"))).toBe("UTC+0");
});

test("another day than today is always named", () => {
	const now = at("21:30");
	expect(berlin.moment(at("15:56"), now)).toBe("15:56");
	expect(berlin.moment(dayEnd + 15 * 60_000, now)).toBe("00:15 tomorrow");
	expect(berlin.moment(dayEnd + 24 * 3_600_000, now)).toBe("Sat 21 Nov 00:00");
	expect(berlin.moment(at("15:56"), dayEnd)).toBe("Thu 19 Nov 15:56");
});

test("tomorrow is the next local date also on a day of 25 hours", () => {
	const now = Date.UTC(2026, 9, 24, 22, 30);
	expect(berlin.moment(now + 25 * 3_600_000, now)).toBe("00:30 tomorrow");
});

test("an age is told below 60 minutes, then the time itself", () => {
	expect(agoText(at("12:00"), at("12:00:40"), berlin)).toBe("40 s ago");
	expect(agoText(at("12:00"), at("12:59:59"), berlin)).toBe("59 min ago");
	expect(agoText(at("12:00"), at("13:00"), berlin)).toBe("at 12:00");
});
