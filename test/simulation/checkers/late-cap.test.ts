import { expect, test } from "vitest";
import type { Instant } from "../../../shared/domain/instant.ts";
import type { Configuration, JournalEntry } from "../../../shared/simulator/journal.ts";
import { at, controlOf, endpointOf, heldOf, recordOf } from "../../core/fixture.ts";
import { Process, usualDurations } from "../process.ts";
import { Scheduler } from "../scheduler.ts";
import { GuardChecker } from "./guard-checker.ts";
import { Orders } from "./orders.ts";
import { choiceOf } from "./ownership.ts";

const noon = at("12:00");
const asMade = configuration({});
const paused = configuration({ state: "paused" });
const landed = configuration({ state: "paused", maxReplica: 1 });
const theirs = "people want paused, 1 to 4 replicas.";

test("a cap that lands late on what a person paused after it was sent may stand in that pause", () => {
	expect(saidAfter(noon + 10_000, landed)).toEqual([]);
});

test("and the pause itself stands", () => {
	const running = "after a clean day chat is 1 to 4 replicas, ";
	expect(saidAfter(noon + 10_000, asMade)).toEqual([`${running}${theirs}`]);
});

test("a cap that was sent by a pass that could see the pause is none of it", () => {
	expect(saidAfter(at("11:55"), landed)).toEqual([
		`chat: the restore record says 1 to 4 replicas, ${theirs}`,
		`after a clean day chat is paused, 1 to 1 replicas, ${theirs}`,
	]);
});

/** A cap of noon lands 20 seconds later on what a person has paused; this is how it is after a clean day. */
function saidAfter(pausedAt: Instant, current: Configuration): string[] {
	const said: string[] = [];
	const checker = new GuardChecker((_, sentence) => said.push(sentence));
	const made = { kind: "created", before: null, at: at("07:00") } as const;
	checker.follow(entryOf({ ...made, after: asMade, actorKind: "person" }), null);
	const held = heldOf({ status: "intended" });
	const control = controlOf({ held: [held] });
	const change = { actor: "ann", actorKind: "person", kind: "paused", at: pausedAt } as const;
	checker.follow(entryOf({ ...change, before: asMade, after: paused }), control);
	const now = noon + 20_000;
	const records = new Map([[`chat@${held.createdAt}#${held.generation}`, recordOf()]]);
	const facts = { now, goodListAt: now, control, records, orders: new Orders() };
	const money = { mode: "enforce", endpointCount: 4, trueRatio: () => 1.5 } as const;
	const late = entryOf({ at: now, before: paused, after: landed });
	checker.wrote(late, passAt(noon), { ...facts, ...money });
	checker.finish(new Map([["chat", choiceOf(current)]]), now);
	return said;
}

function configuration(parts: Partial<Configuration>): Configuration {
	const rest = { scaleToZeroTimeout: null, measure: null, targetReplica: 1, tags: [] };
	const scaling = { minReplica: 1, maxReplica: 4 };
	return { state: "running", ...endpointOf().hardware, ...scaling, ...rest, ...parts };
}

function passAt(startedAt: Instant): Process {
	const scheduler = new Scheduler(startedAt);
	const faults = { durations: usualDurations, faultOf: () => null, onCall: () => undefined };
	const limitMs = 60_000;
	return new Process({ kind: "guard", key: 1, skewMs: 0, limitMs, scheduler, faults });
}

function entryOf(parts: Pick<JournalEntry, "at" | "before" | "after"> & Partial<JournalEntry>) {
	const guards = { actor: "guardrail", actorKind: "guard", kind: "updated" } as const;
	return { endpoint: "chat", ...guards, ...parts };
}
