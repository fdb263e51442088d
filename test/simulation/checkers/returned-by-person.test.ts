import { describe, expect, test } from "vitest";
import type { Held, HeldStatus } from "../../../shared/domain/control.ts";
import type { Instant } from "../../../shared/domain/instant.ts";
import type { Configuration, JournalEntry } from "../../../shared/simulator/journal.ts";
import { at, controlOf, endpointOf, heldOf } from "../../core/fixture.ts";
import { Process, usualDurations } from "../process.ts";
import { Scheduler } from "../scheduler.ts";
import type { GuardFacts } from "./guard-change.ts";
import { GuardChecker } from "./guard-checker.ts";
import { Orders } from "./orders.ts";
import { choiceOf } from "./ownership.ts";

const noon = at("12:00");

/** As people made it: running, 1 to 4 replicas; an entry of 11:50 asks for two. */
const asMade = configuration({});
const capped = configuration({ maxReplica: 1 });
const six = configuration({ minReplica: 6, maxReplica: 6 });

describe("a person sets what the guard held to what it was before", () => {
	test("while it puts just that back, nobody can tell theirs from the restore", () => {
		expect(saidAfterCap("restoring", asMade)).toEqual([]);
	});

	test.each<[string, HeldStatus, Configuration]>([
		["before it puts it back", "applied", asMade],
		["after it has put it back", "restored", asMade],
		["while it does, but to something else", "restoring", six],
	])("%s it is their change, and stands", (_, status, after) => {
		expect(saidAfterCap(status, after)).toEqual([
			"a schedule made chat 2 to 4 replicas, and a person had changed it after the entry was due.",
		]);
	});
});

describe("a person sets what the guard is putting back to just what it was", () => {
	const between = { attempts: 1, statusSince: at("11:50") };
	const secondsInto = { attempts: 0, statusSince: at("11:54:50") };
	const taken =
		"the guard changed chat (updated) 31.0 minutes after a person had taken it over; " +
		"it has to leave it alone for 60.";

	test("between two tries it is back, and stopped again after the cooldown", () => {
		expect(saidAfterReturn(between, { after: asMade, again: at("12:26") })).toEqual([]);
	});

	test("between two tries it has that cooldown", () => {
		expect(saidAfterReturn(between, { after: asMade, again: at("12:15") })).toEqual([
			"chat was stopped again 20.0 minutes after its restore; 30 have to pass.",
		]);
	});

	test.each<[string, Partial<Held>, Configuration]>([
		["while the first try sees it", secondsInto, asMade],
		["to something else", between, six],
	])("%s, it is theirs for an hour", (_, parts, after) => {
		expect(saidAfterReturn(parts, { after, again: at("12:26") })).toEqual([taken]);
	});
});

describe("a person resumes what the guard is putting back, and the guard leaves it so", () => {
	const paused = configuration({ state: "paused" });
	const reset = configuration({ maxReplica: 1 });

	test.each([
		["in the moment of a try, which may read it before its first call", at("11:54:50"), []],
		[
			"later, although it takes that for its own resume",
			at("11:50"),
			["after a clean day chat is 1 to 1 replicas, people want 1 to 4 replicas."],
		],
	])("%s", (_, statusSince, sentences) => {
		const { said, checker } = checkerOf();
		const change = { actor: "ann", actorKind: "person", at: at("11:55"), before: paused } as const;
		const held = heldOf({ status: "restoring", statusSince });
		checker.follow(
			entryOf({ ...change, kind: "resumed", after: reset }),
			controlOf({ held: [held] }),
		);
		checker.finish(new Map([["chat", choiceOf(reset)]]), noon);
		expect(said).toEqual(sentences);
	});
});

describe("a person pauses what the guard is putting back, and its re-PUT lands after that", () => {
	const paused = configuration({ state: "paused", minReplica: 0, maxReplica: 0 });
	const landed = configuration({ state: "paused" });
	const theirs = "people want paused, 0 to 0 replicas.";

	test.each<[string, Instant, Configuration, readonly string[]]>([
		["the pause with that scaling is right", noon + 10_000, landed, []],
		[
			"no other one is",
			noon + 10_000,
			capped,
			[`after a clean day chat is 1 to 1 replicas, ${theirs}`],
		],
		[
			"it is none where the pass that sent it could see the pause",
			at("11:55"),
			landed,
			[
				"the guard changed chat (updated) 5.3 minutes after a person had taken it over; " +
					"it has to leave it alone for 60.",
				`after a clean day chat is paused, 1 to 4 replicas, ${theirs}`,
			],
		],
	])("%s", (_, pausedAt, current, sentences) => {
		const { said, checker } = checkerOf();
		const control = controlOf({ held: [heldOf({ status: "restoring" })] });
		const change = { actor: "ann", actorKind: "person", at: pausedAt, before: capped } as const;
		checker.follow(entryOf({ ...change, kind: "paused", after: paused }), control);
		const now = noon + 20_000;
		const late = entryOf({ at: now, before: paused, after: landed });
		checker.wrote(late, guardPass(), { ...factsOf(), now, control });
		checker.finish(new Map([["chat", choiceOf(current)]]), now);
		expect(said).toEqual(sentences);
	});
});

/** The guard held `chat` when a person set this at 11:55, and caps it again then. */
function saidAfterReturn(
	parts: Partial<Held>,
	{ after, again }: { readonly after: Configuration; readonly again: Instant },
): string[] {
	const { said, checker } = checkerOf();
	const change = { actor: "ann", actorKind: "person", at: at("11:55"), before: capped } as const;
	const control = controlOf({ held: [heldOf({ status: "restoring", ...parts })] });
	checker.follow(entryOf({ ...change, after }), control);
	const cap = entryOf({ at: again, before: after, after: capped });
	checker.wrote(cap, guardPass(), { ...factsOf(), now: again, goodListAt: again });
	return said.filter((each) => /taken it over|after its restore/.test(each));
}

/** The guard holds `chat`. */
function checkerOf() {
	const said: string[] = [];
	const checker = new GuardChecker((_, sentence) => said.push(sentence));
	const made = { kind: "created", actorKind: "person", before: null, at: at("07:00") } as const;
	checker.follow(entryOf({ ...made, after: asMade }), controlOf());
	const owner = checker.owners.get("chat");
	if (owner === undefined) throw new Error("nobody made it");
	Object.assign(owner, { guarded: true, original: owner.wanted });
	return { said, checker };
}

/** The guard capped `chat` before the entry was due; then a person, and then a schedule changed it. */
function saidAfterCap(status: HeldStatus, after: Configuration): string[] {
	const said: string[] = [];
	const dues = [{ at: at("11:50"), replicas: 2, members: [{ name: "chat" }] }];
	const rules = { dues, refusesRaise: false, groupMembers: [] };
	const checker = new GuardChecker((_, sentence) => said.push(sentence), rules);
	const made = { kind: "created", actorKind: "person", before: null, at: at("07:00") } as const;
	checker.follow(entryOf({ ...made, after: asMade }), controlOf());
	checker.schedules.stored({
		key: "",
		since: at("08:00"),
		fingerprint: "",
		lookedAt: at("08:00"),
		isWaiting: true,
		endpoints: [],
	});
	const owner = checker.owners.get("chat");
	if (owner === undefined) throw new Error("nobody made it");
	Object.assign(owner, { guarded: true, original: owner.wanted });
	const change = { actor: "ann", actorKind: "person", at: at("11:55"), before: capped } as const;
	checker.follow(entryOf({ ...change, after }), controlOf({ held: [heldOf({ status })] }));
	const scaled = configuration({ minReplica: 2 });
	checker.wrote(entryOf({ before: after, after: scaled }), guardPass(), factsOf());
	return said;
}

function configuration(parts: Partial<Configuration>): Configuration {
	return {
		state: "running",
		...endpointOf().hardware,
		minReplica: 1,
		maxReplica: 4,
		scaleToZeroTimeout: null,
		measure: null,
		targetReplica: 1,
		tags: [],
		...parts,
	};
}

function entryOf(parts: Partial<JournalEntry>): JournalEntry {
	return {
		at: noon,
		actor: "guardrail",
		actorKind: "guard",
		endpoint: "chat",
		kind: "updated",
		before: asMade,
		after: asMade,
		...parts,
	};
}

function factsOf(): GuardFacts {
	return {
		now: noon,
		control: controlOf(),
		records: new Map(),
		orders: new Orders(),
		mode: "enforce",
		goodListAt: noon - 30_000,
		endpointCount: 4,
		trueRatio: () => 0.5,
	};
}

function guardPass(): Process {
	const scheduler = new Scheduler(noon);
	const faults = { durations: usualDurations, faultOf: () => null, onCall: () => undefined };
	const limitMs = 60_000;
	return new Process({ kind: "guard", key: 1, skewMs: 0, limitMs, scheduler, faults });
}
