import { expect, test } from "vitest";
import { bookTruth, emptyHour } from "../../../shared/core/ledger/book.ts";
import { isSettled } from "../../../shared/core/ledger/is-settled.ts";
import { lotsOf } from "../../../shared/core/ledger/lots.ts";
import { roundUpMinutes } from "../../../shared/core/ledger/round-up-minutes.ts";
import { stageEvents } from "../../../shared/core/pricing/hidden-costs/stage-events.ts";
import type { StageRange } from "../../../shared/domain/endpoint.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { at, postureOf } from "../fixture.ts";

const window = { from: at("10:00"), to: at("11:00") };
const range = (stage: string, from: string, to: string) => ({
	replicaId: "v1-a",
	stage,
	from: at(from),
	to: at(to),
});
const added = (ranges: Parameters<typeof roundUpMinutes>[0], known = {}) =>
	roundUpMinutes(ranges, window, known).ranges.slice(ranges.length);

test("a run goes on to the end of its last minute, counted from its own beginning", () => {
	const rounded = added([range("running", "10:00:30", "10:05:40")]);
	expect(rounded).toEqual([
		range("started-minute", "10:05:40", "10:06:30"),
		range("possible-minute", "10:05:40", "10:06:30"),
	]);
});

test("stages that touch are one run; what is not documented is rounded by itself, as possible", () => {
	const rounded = added([
		range("pending", "10:00", "10:00:10"),
		range("pulling", "10:00:10", "10:00:50"),
		range("initializing", "10:00:50", "10:02"),
		range("running", "10:02", "10:05"),
		range("terminating", "10:05", "10:05:30"),
	]);
	expect(rounded).toEqual([
		range("started-minute", "10:05", "10:05:50"),
		range("possible-minute", "10:05:30", "10:06:10"),
	]);
});

test("a whole number of minutes, told to the second, may have begun one more, which is possible and not certain", () => {
	const rest = range("possible-minute", "10:15", "10:16");
	expect(added([range("running", "10:10", "10:15")])).toEqual([rest, rest]);
	expect(added([range("running", "10:10", "10:14:59")])).toEqual([
		range("started-minute", "10:14:59", "10:15"),
		range("possible-minute", "10:14:59", "10:15"),
	]);
	const exact = { replicaId: "v1-a", stage: "running", from: at("10:10") + 1, to: at("10:15") + 1 };
	expect(added([exact])).toEqual([]);
});

test("a run that goes on is left as it is", () => {
	expect(added([range("running", "10:10:30", "11:00")])).toEqual([]);
});

test("a run that a later read shows cut keeps the beginning that was seen", () => {
	const { begun } = roundUpMinutes([range("running", "10:00:30", "11:00")], window, {});
	const later = { from: at("10:50"), to: at("11:30") };
	const cut = [range("running", "10:50", "11:05:40")];
	expect(roundUpMinutes(cut, later, begun).ranges.slice(1)).toEqual([
		range("started-minute", "11:05:40", "11:06:30"),
		range("possible-minute", "11:05:40", "11:06:30"),
	]);
});

test("of a run that was never shown from its beginning the minute after its end is possible, and none is certain", () => {
	const cut = added([range("running", "10:00", "10:05:40")]);
	expect(cut.map(({ stage }) => stage)).toEqual(["possible-minute", "possible-minute"]);
	expect(cut[0]).toEqual(range("possible-minute", "10:05:40", "10:06:40"));
});

test("a beginning that was never shown stays unknown to later reads", () => {
	const { begun } = roundUpMinutes([range("running", "10:00", "11:00")], window, {});
	expect(begun).toEqual({});
});

test("a run that is shown whole from before the window is rounded from its own beginning", () => {
	expect(added([range("running", "09:50:30", "10:05:40")])[0]).toEqual(
		range("started-minute", "10:05:40", "10:06:30"),
	);
});

test("a read whose last minute is billed beyond its end is not settled", () => {
	const read = [range("running", "10:58:30", "10:59:40")];
	const { ranges: billed } = roundUpMinutes(read, window, {});
	const posture = postureOf({ replicasHi: 0 });
	expect(isSettled({ posture, window, ranges: read, billed }, 2_000)).toBe(false);
	const early = [range("running", "10:30:30", "10:35:40")];
	const { ranges: whole } = roundUpMinutes(early, window, {});
	expect(isSettled({ posture, window, ranges: early, billed: whole }, 2_000)).toBe(true);
});

const price = { lo: 800_000, point: 800_000, hi: 800_000, known: true };
const itemOf = (ranges: readonly StageRange[]) =>
	bookTruth(emptyHour("chat", 0, window.from), { window, ranges, price });

test("the rest of a minute is charged and is no stage: nothing starts, scales or goes away with it", () => {
	const read = [
		range("initializing", "10:10:30", "10:12"),
		range("running", "10:12", "10:15:40"),
		{ ...range("initializing", "10:20:30", "10:20:50"), replicaId: "v1-b" },
	];
	const rounded = itemOf(roundUpMinutes(read, window, {}).ranges);
	const counted = { coldStarts: 2, scaleEvents: 1 };
	expect(stageEvents([itemOf(read)], window)).toMatchObject(counted);
	expect(stageEvents([rounded], window)).toMatchObject(counted);
	const minutes = lotsOf(rounded, window).map(({ lo }) => lo / minuteMs);
	expect(minutes).toEqual([7]);
});

test("an item of an older version, which has other words for the rest of a minute, is charged the same", () => {
	const read = [
		range("running", "10:10:30", "10:15:40"),
		range("terminating", "10:15:40", "10:16"),
	];
	const { ranges } = roundUpMinutes(read, window, {});
	const old = ranges.map((each) => ({ ...each, stage: olderWords[each.stage] ?? each.stage }));
	expect(old).not.toEqual(ranges);
	expect(lotsOf(itemOf(old), window)).toEqual(lotsOf(itemOf(ranges), window));
	expect(bookTruth(itemOf(old), { window, ranges, price })).toEqual(itemOf(ranges));
});

const olderWords: Readonly<Record<string, string>> = {
	"started-minute": "running",
	"possible-minute": "terminating",
};
