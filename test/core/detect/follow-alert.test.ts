import { expect, test } from "vitest";
import type { Detector, Signal } from "../../../shared/core/detect/detector.ts";
import { followAlert, quietAlert } from "../../../shared/core/detect/follow-alert.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { midnight } from "../fixture.ts";
import { changes, follow } from "./follow.ts";

type Look = number | null | readonly [number, Signal["severity"]];

function detector(parts: Partial<Detector<Look>> = {}): Detector<Look> {
	return {
		id: "cost-spike",
		severity: "page",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook: "look",
		signal: (look) => {
			const graded = typeof look === "object" && look !== null;
			const [value, severity] = graded ? look : ([look, "warn"] as const);
			return { value, enterAbove: 10, exitBelow: 8, severity, evidence: { value } };
		},
		...parts,
	};
}

test("an alert begins strictly above its bound, is told once, and ends at its exit level", () => {
	expect(changes(detector(), [10, 11, 12, 9, 11, 8, 8])).toEqual(["1 fired", "5 resolved"]);
});

test("it carries the numbers of the pass in which it began", () => {
	expect(follow(detector(), [3, 42, 50])[0]).toMatchObject({
		severity: "warn",
		evidence: { value: 42 },
	});
});

test("an alert that must be confirmed begins only after so many passes in a row", () => {
	expect(changes(detector({ forPasses: 3 }), [11, 11, 1, 11, 11, 11])).toEqual(["5 fired"]);
});

test("an alert that must stay clear ends only after so many passes in a row", () => {
	expect(changes(detector({ clearPasses: 2 }), [11, 1, 11, 1, 1])).toEqual([
		"0 fired",
		"4 resolved",
	]);
});

test("growing graver and growing milder are said once each", () => {
	const looks: Look[] = [
		[11, "info"],
		[11, "page"],
		[11, "page"],
		[11, "info"],
		[11, "info"],
		[1, "info"],
	];
	const expected = ["0 fired", "1 escalated", "3 lowered", "5 resolved"];
	expect(changes(detector(), looks)).toEqual(expected);
});

test("it is lowered only after so many passes in a row of milder ones as end it", () => {
	const milder: Look = [11, "info"];
	const looks: Look[] = [
		[11, "page"],
		milder,
		milder,
		[11, "page"],
		milder,
		milder,
		milder,
		1,
		1,
		1,
	];
	const expected = ["0 fired", "6 lowered", "9 resolved"];
	expect(changes(detector({ clearPasses: 3 }), looks)).toEqual(expected);
});

test("its numbers are those of now, beside those it began with, and of when they are", () => {
	const one = detector({ clearPasses: 3 });
	const after = [42, 50, 12, null, 1].reduce((state, look, minute) => {
		const signal = one.signal(look);
		return followAlert(one, state, { signal, at: midnight + minute * minuteMs }).state;
	}, quietAlert);
	expect(after).toMatchObject({
		phase: "firing",
		evidence: { value: 12 },
		measuredAt: midnight + 2 * minuteMs,
		startedWith: { value: 42 },
	});
});

test.each([
	["hold", [11, null, 11, 11], ["3 fired"]],
	["skip", [11, 11, null, 11, 11, 11], ["5 fired"]],
	["fire", [null, null, null], ["2 fired"]],
] as const)("missing data: %s", (onMissing, looks, expected) => {
	expect(changes(detector({ onMissing, forPasses: 3 }), looks)).toEqual(expected);
});

test("what fires goes on firing while nothing is known", () => {
	expect(changes(detector(), [11, null, null, Number.NaN, 11, 1])).toEqual([
		"0 fired",
		"5 resolved",
	]);
	const skipping = detector({ onMissing: "skip", clearPasses: 2 });
	expect(changes(skipping, [11, 1, null, 1, 1])).toEqual(["0 fired", "4 resolved"]);
});
