import { describe, expect, test } from "vitest";
import { emptyRecord } from "../../../shared/core/reading/forecast/spend-record.ts";
import { usualRest } from "../../../shared/core/restore/usual-rest.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { at, day, dayMs, exactly, policyOf, readingOf } from "../fixture.ts";
import { overridesOf, plan, recordFor, stopped, verdict, yesterday } from "./restore-case.ts";

describe("no wave begins before the last was seen back", () => {
	const back = (at_: string) => stopped("x", { status: "restored", statusSince: at(at_) });
	const listed = (clock: string) => ({
		reading: readingOf({ ratio: 0, at: at("00:20"), observedUntil: at(clock), floorMicroUsd: 0 }),
	});

	test("a list that is older than the last restore lets nobody new begin", () => {
		const { steps, waiting } = plan([back("00:19"), stopped("a")], listed("00:18"));
		expect(steps).toEqual([]);
		expect(waiting).toEqual([{ endpoint: "a", reason: "next-wave" }]);
		expect(plan([back("00:19"), stopped("a")], listed("00:20")).steps).toHaveLength(1);
	});

	test("what is on its way back goes on", () => {
		const under = stopped("a", { status: "restoring" });
		const { steps } = plan([back("00:19"), under, stopped("b")], listed("00:18"));
		expect(steps.map((step) => step.held.endpoint)).toEqual(["a"]);
	});
});

test("what was resumed and not yet put back waits for no first minutes of a new day", () => {
	const resumed = { ...stopped("chat").written, paused: false, minReplica: 1, maxReplica: 1 };
	const early = { now: at("00:05") };
	expect(verdict(stopped("chat", { status: "restoring" }), early)).toBe("too-early");
	expect(verdict(stopped("chat", { status: "restoring", written: resumed }), early)).toBe(
		"new-period",
	);
});

describe("stopped again on the day of its restore", () => {
	const again = stopped("chat", { periodKey: day.key, isAgain: true });

	test("an endpoint waits for a person on that day", () => {
		expect(verdict(again)).toBe("stopped-again");
		const overrides = overridesOf("restore-now", at("00:20"));
		expect(verdict(again, { overrides })).toBe("restore-now");
	});

	test("but goes on where it was resumed on a person's order that has ended meanwhile", () => {
		const resumed = { ...again.written, paused: false, minReplica: 1, maxReplica: 1 };
		const halfWay = { ...again, status: "restoring", written: resumed } as const;
		expect(verdict(halfWay)).toBe("correction");
		expect(verdict({ ...halfWay, nextAttemptAt: at("00:21") })).toBe("retry-later");
		expect(verdict({ ...halfWay, written: again.written })).toBe("stopped-again");
		expect(verdict({ ...halfWay, method: "cap" })).toBe("stopped-again");
	});

	test("and comes back by itself on the next", () => {
		expect(verdict({ ...again, periodKey: yesterday })).toBe("new-period");
	});
});

test("in one class the cheapest come back first", () => {
	const held = [stopped("a-dear"), stopped("b-cheap")];
	const records = held.map((each) =>
		recordFor(each, { priceMicroUsdPerHour: microUsdOf(each.endpoint === "a-dear" ? 9 : 1) }),
	);
	expect(plan(held, { records }).steps[0]?.held.endpoint).toBe("b-cheap");
});

describe("with days to learn from, the gate goes by their p90", () => {
	/** $1 an hour runs, two stopped ones of $2 an hour: with both, the rest of the day costs what it usually does. */
	const usual = (usd: number) => ({
		usualRestMicroUsd: microUsdOf(usd),
		policy: policyOf({ limits: { ...policyOf().limits, endpointsPerPassRatio: 1 } }),
		reading: readingOf({
			ratio: 0.1,
			at: at("00:20"),
			floorMicroUsd: 0,
			ratePerHour: exactly(1),
		}),
	});
	const back = (usd: number) =>
		plan([stopped("a"), stopped("b")], usual(usd)).steps.map((step) => step.held.endpoint);

	test("all come back while spent and the usual rest are within the budget", () => {
		expect(back(90)).toEqual(["a", "b"]);
	});

	test("else the part that fits, and the others wait with the reason", () => {
		expect(back(120)).toEqual(["a"]);
		expect(back(151)).toEqual([]);
		const { waiting } = plan([stopped("a"), stopped("b")], usual(120));
		expect(waiting).toEqual([{ endpoint: "b", reason: "over-budget" }]);
	});

	test("days under guard action and unknown days teach nothing", () => {
		const hours = (usd: number) => Array.from({ length: 24 }, () => exactly(usd));
		const record = (guarded: boolean) => ({
			...emptyRecord(at("00:00") - 2 * dayMs, yesterday),
			hours: [...hours(1), ...hours(9)],
			guarded: guarded ? [{ from: at("00:00") - dayMs, to: at("00:00") }] : [],
		});
		expect(usualRest(record(false), day, at("12:00"))).toBe(microUsdOf(9 * 12));
		expect(usualRest(record(true), day, at("12:00"))).toBe(microUsdOf(12));
		expect(usualRest(emptyRecord(at("00:00"), day.key), day, at("12:00"))).toBeNull();
	});
});
