import { describe, expect, test } from "vitest";
import {
	newcomers,
	refreshed,
	rememberAs,
	waitingFor,
	withIntended,
} from "../../../shared/core/schedule/schedule-memory.ts";
import { hourMs } from "../../../shared/domain/instant.ts";
import { at, endpointOf, heldOf, midnight } from "../fixture.ts";
import { asMade, capped, planOf, policy, seen, six, stateOf, word } from "./chat-at-noon.ts";

describe("a step that was not seen as done", () => {
	const [step] = planOf(asMade, seen(asMade), {}).steps;
	const known = withIntended(seen(asMade), step === undefined ? [] : [step]);

	test("and landed late is no person's change, and its maximum goes back", () => {
		const landed = endpointOf({ ...six, updatedAt: at("12:00:20") });
		const { settled } = planOf(landed, known, {});
		expect(settled).toMatchObject([{ outcome: "written", isSet: true, configuredMax: 4 }]);
	});

	test("is taken again where a resume alone was done", () => {
		const paused = endpointOf({ state: "paused", updatedAt: at("08:00") });
		const before = seen(paused);
		const [resume] = planOf(paused, before, {}).steps;
		expect(resume?.action).toBe("resume");
		const halfWay = withIntended(before, resume === undefined ? [] : [resume]);
		const reset = endpointOf({ ...capped, updatedAt: at("12:00:20") });
		expect(word(reset, halfWay)).toBe("scale 6-6");
	});

	test("is taken again where a resume alone was done, however often the scaling fails", () => {
		const paused = endpointOf({ state: "paused", maxReplica: 3, updatedAt: at("08:00") });
		const before = seen(paused);
		const reset = endpointOf({ ...capped, updatedAt: at("12:00:20") });
		const resumed = withIntended(before, planOf(paused, before, {}).steps);
		const scaled = withIntended(resumed, planOf(reset, resumed, {}).steps);
		const [again] = planOf(reset, scaled, {}).steps;
		expect(again).toMatchObject({ action: "scale", ...six, configuredMax: 3 });
	});

	test("keeps the maximum of people where the account scaled and did not resume", () => {
		const paused = endpointOf({ state: "paused", updatedAt: at("08:00") });
		const before = seen(paused);
		const resumed = withIntended(before, planOf(paused, before, {}).steps);
		const ignored = endpointOf({ ...six, state: "paused", updatedAt: at("12:00:20") });
		const [again] = planOf(ignored, resumed, {}).steps;
		expect(again).toMatchObject({ action: "resume", ...six, configuredMax: 4 });
		const byPerson = endpointOf({ state: "paused", maxReplica: 8, updatedAt: at("12:00:20") });
		expect(planOf(byPerson, resumed, {}).steps).toMatchObject([{ configuredMax: 8 }]);
	});

	test("leaves a person's change as it is", () => {
		const changed = endpointOf({ maxReplica: 3, updatedAt: at("12:00:20") });
		expect(word(changed, known)).toBe("yielded");
	});
});

describe("a list that was read before the last look", () => {
	const [entry] = planOf(asMade, seen(asMade), {}).steps.map((step) => step.entry);
	if (entry === undefined) throw new Error("nothing is due");
	const after = endpointOf({ ...six, updatedAt: at("12:00:20") });
	const set = rememberAs(after, { entry, configuredMax: 4, outcome: "written" });

	test("says nothing of what people configured", () => {
		const look = { held: [], policy, now: at("12:02") };
		const old = refreshed([set], { endpoints: [asMade], ...look });
		expect(old).toEqual([set]);
		const [known] = refreshed(old, { endpoints: [after], ...look });
		expect(known).toMatchObject({ configuredMax: 4, isSet: true });
	});

	test("is waited for before the next step", () => {
		const known = [{ ...set, dueAt: at("09:00") }];
		expect(word(asMade, known)).toBe("stale-data");
	});

	test("is waited for only as long as there may be one, and not where the account's time went back", () => {
		const known = [{ ...set, dueAt: at("09:00") }];
		expect(word(asMade, known, { now: at("12:16") })).toBe("scale 6-6");
		const ahead = [{ ...set, dueAt: at("09:00"), updatedAt: at("20:00") }];
		expect(word(after, ahead)).toBe("written");
		const look = { endpoints: [asMade], held: [], policy, now: at("12:16") };
		expect(refreshed(known, look)).toMatchObject([{ updatedAt: at("08:00"), minReplica: 1 }]);
		expect(waitingFor(ahead, { ...look, held: [heldOf()] })).toMatchObject([{ isHeld: true }]);
	});
});

describe("what the guard held when an entry became due", () => {
	const restored = endpointOf({ maxReplica: 5, updatedAt: at("12:10") });
	const held = [heldOf({ status: "applied" })];
	const atEleven = endpointOf({ ...capped, updatedAt: at("11:00") });
	const whileHeld = { endpoints: [atEleven], held, policy, now: at("11:01") };

	test("is done when it is free, although the guard put back what no look had seen", () => {
		const known = waitingFor(seen(asMade), whileHeld);
		expect(word(restored, known, { now: at("12:15") })).toBe("scale 6-6");
	});

	test("is a person's from the first look at which it is free", () => {
		const known = refreshed(seen(asMade), { ...whileHeld, now: at("11:01") });
		const free = refreshed(known, { endpoints: [asMade], held: [], policy, now: at("11:55") });
		expect(word(restored, free, { now: at("12:15") })).toBe("yielded");
	});

	test("is done although the schedules were installed while it was held", () => {
		const [cap] = whileHeld.endpoints;
		if (cap === undefined) throw new Error("there is no endpoint");
		expect(word(restored, seen(cap, held), { now: at("12:15") })).toBe("scale 6-6");
	});

	test("stands as a person sets it after the entry, even where it is just what was there before", () => {
		const taken = endpointOf({ updatedAt: at("12:05") });
		const superseded = { held: [heldOf({ status: "superseded" })] };
		expect(word(taken, seen(asMade), superseded)).toBe("yielded");
		expect(word(asMade, seen(asMade), superseded)).toBe("held");
	});
});

describe("a person's change after an entry that has to wait", () => {
	const changed = endpointOf({ maxReplica: 3, updatedAt: at("12:05") });
	const { written, ...rest } = heldOf({ status: "intended" });

	test("stands although the guard's step is made on it before any other look", () => {
		const held = [{ ...rest, written: { ...written, updatedAtBefore: at("12:05") } }];
		expect(word(changed, seen(asMade), { held })).toBe("yielded");
	});

	test("stands although the guard's step was made on it and seen in the same pass", () => {
		const now = at("12:06");
		const made = { ...written, at: now, updatedAt: at("12:06:01") };
		for (const method of ["cap", "pause", "sleep"] as const) {
			const scaling = method === "cap" ? capped : { minReplica: 1, maxReplica: 3 };
			const own = { ...made, ...scaling, paused: method === "pause" };
			const held = [heldOf({ method, written: own })];
			expect(word(changed, seen(asMade), { held, heldBefore: [], now })).toBe("yielded");
			expect(word(asMade, seen(asMade), { held, heldBefore: [], now })).toBe("held");
		}
	});

	test("stands although the guard held it, and stops it again for an order in one pass", () => {
		const now = at("12:06");
		const pause = { method: "pause" } as const;
		const paused = { ...written, paused: true, minReplica: 1, maxReplica: 4 };
		const heldBefore = [heldOf({ ...pause, written: { ...paused, updatedAt: at("12:02") } })];
		const made = { ...paused, ...capped, at: now, updatedAt: at("12:06:01") };
		const held = [heldOf({ ...pause, written: made })];
		const resumed = endpointOf({ ...capped, updatedAt: at("12:05") });
		expect(word(resumed, seen(asMade), { held, heldBefore, now })).toBe("yielded");
	});

	test("is not seen in what an earlier step of the guard's had set", () => {
		const now = at("12:06");
		const cap = heldOf({ written: { ...written, at: at("12:04"), updatedAt: at("12:05") } });
		const own = endpointOf({ ...capped, updatedAt: at("12:05") });
		const pause = { ...written, paused: true, at: now, updatedAt: at("12:06:01") };
		const held = [heldOf({ method: "pause", written: pause })];
		expect(word(own, seen(asMade), { held, heldBefore: [cap], now })).toBe("held");
		const asleep = { ...cap, method: "sleep" } as const;
		expect(word(own, seen(asMade), { held, heldBefore: [asleep], now })).toBe("held");
	});

	test("is not seen in what the guard had set before it sends its step again", () => {
		const own = endpointOf({ ...written, updatedAt: at("12:05") });
		const held = [{ ...rest, written: { ...written, updatedAtBefore: at("12:05") } }];
		expect(word(own, seen(asMade), { held })).toBe("held");
	});

	test("stands although the guard had held it before, and put it back", () => {
		const known = waitingFor(seen(asMade, [heldOf()]), {
			endpoints: [asMade],
			held: [],
			policy,
			now: at("12:01"),
		});
		expect(word(changed, known)).toBe("yielded");
	});

	test("stands although the guard had held it before, and another person had taken it over", () => {
		const superseded = [heldOf({ status: "superseded" })];
		const known = waitingFor(seen(asMade, [heldOf()]), {
			endpoints: [asMade],
			held: superseded,
			policy,
			now: at("12:01"),
		});
		expect(word(changed, known)).toBe("yielded");
	});
});

describe("what is known of an endpoint", () => {
	test("begins at the first look at it, so that a person's change after an entry stands", () => {
		const made = endpointOf({ createdAt: at("08:30"), updatedAt: at("08:30") });
		const known = newcomers({ endpoints: [made], held: [], policy }, stateOf([]));
		expect(known).toMatchObject([{ endpoint: "chat", dueAt: at("08:30") }]);
		const changed = endpointOf({
			createdAt: at("08:30"),
			maxReplica: 5,
			updatedAt: at("12:00:30"),
		});
		expect(word(changed, known)).toBe("yielded");
		expect(newcomers({ endpoints: [changed], held: [], policy }, stateOf(known))).toEqual([]);
	});

	test("leaves what a schedule matches only since then as its owner wants it until the next entry", () => {
		const tagged = endpointOf({ maxReplica: 3, updatedAt: at("12:30") });
		const facts = { endpoints: [tagged], held: [], policy };
		const known = newcomers(facts, { ...stateOf([]), lookedAt: at("12:01") });
		expect(word(tagged, known, { now: at("12:31") })).toBe("nothing");
		expect(word(tagged, known, { now: at("12:31") + 21 * hourMs })).toBe("scale 2-3");
	});

	test("does what became due for it since the last look", () => {
		const tagged = endpointOf({ maxReplica: 3, updatedAt: at("11:58:30") });
		const facts = { endpoints: [tagged], held: [], policy };
		const known = newcomers(facts, { ...stateOf([]), lookedAt: at("11:58") });
		expect(word(tagged, known, { now: at("12:01") })).toBe("scale 6-6");
	});

	test("does not lose an entry of one just made that the last list did not show yet", () => {
		const made = endpointOf({ createdAt: at("11:59:30"), updatedAt: at("11:59:30") });
		const facts = { endpoints: [made], held: [], policy };
		const known = newcomers(facts, { ...stateOf([]), lookedAt: at("12:00:10") });
		expect(word(made, known, { now: at("12:01") })).toBe("scale 6-6");
	});

	test("outlasts a list without it, for as long as an entry counts", () => {
		const look = { endpoints: [], held: [], policy, now: at("12:00") };
		expect(refreshed(seen(asMade), look)).toEqual(seen(asMade));
		const weekLater = midnight + 8 * 24 * 3_600_000;
		expect(refreshed(seen(asMade), { ...look, now: weekLater })).toEqual([]);
		const held = [heldOf()];
		expect(refreshed(seen(asMade, held), { ...look, held })).toHaveLength(1);
		expect(refreshed(seen(asMade, held), look)).toEqual([]);
	});

	test("keeps its maximum while a pause shows zeros", () => {
		const zeros = { state: "paused", minReplica: 0, maxReplica: 0 } as const;
		const paused = endpointOf({ ...zeros, updatedAt: at("10:00") });
		const known = refreshed(seen(asMade), {
			endpoints: [paused],
			held: [],
			policy,
			now: at("10:01"),
		});
		expect(known).toMatchObject([{ paused: true, configuredMax: 4 }]);
		expect(word(paused, known, { now: at("09:30") })).toBe("resume 2-4");
	});
});
