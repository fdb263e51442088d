import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	dueQuestions,
	dueSlots,
	type Question,
	type QuestionInput,
} from "../../../shared/core/ledger/due-questions.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { Posture } from "../../../shared/domain/ledger.ts";
import { at, endpointOf, midnight, postureOf } from "../fixture.ts";

const settings = {
	overlapMs: 10 * minuteMs,
	everyMs: 6 * hourMs,
	recoverMs: 48 * hourMs,
	mostPerPass: 100,
};
const quietMinute = minuteWithoutSlot("chat");

function ask(postures: readonly Posture[], parts: Partial<QuestionInput> = {}): Question[] {
	return dueQuestions({
		now: quietMinute,
		postures,
		changed: new Set(),
		periodFrom: midnight,
		lineIsUncertain: false,
		settings,
		...parts,
	});
}

function reasons(questions: readonly Question[]): string[] {
	return questions.map(({ reason }) => reason);
}

/** A minute after noon that is not the endpoint's own. */
function minuteWithoutSlot(name: string): number {
	const noon = at("12:00");
	const isSlot = dueSlots([endpointOf({ name })], noon, settings).length > 0;
	return isSlot ? noon + minuteMs : noon;
}

const unsettled = endpointOf({ readyReplica: 1, targetReplica: 2 });
const loose = { replicasLo: 1, replicasPoint: 2, replicasHi: 2 };

describe("an endpoint is asked for its stage ranges", () => {
	const cases: readonly (readonly [string, Partial<Posture>, Partial<QuestionInput>])[] = [
		["changed", {}, { changed: new Set(["chat"]) }],
		["unsettled", { observed: unsettled }, {}],
		["owed", { since: at("01:00") }, {}],
		["uncertain", loose, { lineIsUncertain: true }],
		["day-close", { since: midnight - 1, truthUntil: midnight - 1 }, {}],
	];

	test.each(cases)("because it is %s", (reason, posture, parts) => {
		expect(reasons(ask([postureOf(posture)], parts))).toEqual([reason]);
	});

	test("not while nothing of this is true", () => {
		expect(ask([postureOf()])).toEqual([]);
		expect(ask([postureOf()], { lineIsUncertain: true })).toEqual([]);
		expect(ask([postureOf(loose)])).toEqual([]);
	});

	test("in just one minute of six hours while it is billed and quiet", () => {
		const minutes = Array.from({ length: 360 }, (_, index) => at("06:00") + index * minuteMs);
		const asked = minutes.filter((now) => reasons(ask([postureOf()], { now })).includes("slot"));
		expect(asked).toHaveLength(1);
	});

	test("neither by slot nor at the day's close where nothing can be billed", () => {
		const nothing = { replicasLo: 0, replicasPoint: 0, replicasHi: 0 };
		const stopped = postureOf({ ...nothing, since: midnight - 1, truthUntil: midnight - 1 });
		const minutes = Array.from({ length: 360 }, (_, index) => at("06:00") + index * minuteMs);
		expect(minutes.flatMap((now) => ask([stopped], { now }))).toEqual([]);
	});
});

describe("a window", () => {
	test("overlaps what was read before by ten minutes and ends now", () => {
		const [question] = ask([postureOf({ since: at("09:00"), truthUntil: at("08:00") })]);
		expect(question?.window).toEqual({ from: at("07:50"), to: quietMinute });
	});

	test("goes no further back than 48 hours, nor before the endpoint was created", () => {
		const old = postureOf({ truthUntil: midnight - 60 * hourMs, since: at("01:00") });
		expect(ask([old])[0]?.window.from).toBe(quietMinute - 48 * hourMs);
		const young = postureOf({
			createdAt: at("00:30"),
			truthUntil: at("00:31"),
			since: at("01:00"),
		});
		expect(ask([young])[0]?.window.from).toBe(at("00:30"));
	});
});

describe("many questions", () => {
	const named = (name: string, parts: Partial<Posture> = {}) =>
		postureOf({ endpoint: name, observed: endpointOf({ name }), ...parts });
	const close = { since: midnight - 1, truthUntil: midnight - 1 };
	const postures = [
		named("e-close", close),
		named("d-uncertain", loose),
		named("c-owed", { since: at("01:00") }),
		named("b-unsettled", { observed: unsettled }),
		named("a-changed"),
	];
	const parts = { changed: new Set(["a-changed"]), lineIsUncertain: true };

	test("come most useful first", () => {
		const want = ["changed", "unsettled", "owed", "uncertain", "day-close"];
		expect(reasons(ask(postures, parts))).toEqual(want);
	});

	test("beyond the limit wait for the next pass, the least useful of them", () => {
		const few = ask(postures, { ...parts, settings: { ...settings, mostPerPass: 2 } });
		expect(few.map(({ posture }) => posture.endpoint)).toEqual(["a-changed", "b-unsettled"]);
	});
});

test("the slots of two hundred endpoints fall evenly: each once in six hours, few in one minute", () => {
	const fleet = Array.from({ length: 200 }, (_, index) => endpointOf({ name: `e-${index}` }));
	const minutes = Array.from({ length: 360 }, (_, index) => midnight + index * minuteMs);
	const perMinute = minutes.map((now) => dueSlots(fleet, now, settings).length);
	expect(perMinute.reduce((sum, count) => sum + count, 0)).toBe(fleet.length);
	expect(Math.max(...perMinute)).toBeLessThan(8);
});

test("a slot does not depend on the second of the minute in which a pass falls", () => {
	fc.assert(
		fc.property(fc.nat(359), fc.nat(minuteMs - 1), fc.string(), (minute, ms, name) => {
			const start = midnight + minute * minuteMs;
			const fleet = [endpointOf({ name })];
			expect(dueSlots(fleet, start + ms, settings)).toEqual(dueSlots(fleet, start, settings));
		}),
	);
});
