import { expect, test } from "vitest";
import { tierTimes } from "../../../shared/core/restore/tier-times.ts";
import type { TierEvent } from "../../../shared/domain/control.ts";
import type { Tier } from "../../../shared/domain/policy.ts";
import { at } from "../fixture.ts";

const now = at("12:00");

function event(tier: Tier, clock: string): TierEvent {
	return { tier, at: at(clock), ratio: 1, reason: "above-threshold" };
}

const history = [event("trim", "09:00"), event("ok", "10:00"), event("divert", "11:00")];

test("above a line since it was last under all of them, whatever line it passed since", () => {
	const higher = [...history, event("shutdown", "11:30")];
	const expected = { lastOkAt: at("10:00"), aboveSince: at("11:00") };
	expect(tierTimes({ tier: "shutdown", history: higher }, "shutdown", now)).toEqual(expected);
});

test("since the first event that is known, where none is of a time under all lines", () => {
	const [first] = history;
	const only = first === undefined ? [] : [first];
	expect(tierTimes({ tier: "trim", history: only }, "trim", now)).toEqual({
		lastOkAt: undefined,
		aboveSince: at("09:00"),
	});
});

test("the pass in which it rises, or ends, is the instant of it", () => {
	const quiet = history.slice(0, 2);
	const rises = { lastOkAt: at("10:00"), aboveSince: now };
	expect(tierTimes({ tier: "ok", history: quiet }, "trim", now)).toEqual(rises);
	expect(tierTimes({ tier: "divert", history }, "ok", now)).toEqual({ lastOkAt: now });
	expect(tierTimes({ tier: "ok", history: quiet }, "ok", now)).toEqual({ lastOkAt: at("10:00") });
});
