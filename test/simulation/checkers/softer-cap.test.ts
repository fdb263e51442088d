import { expect, test } from "vitest";
import type { Configuration, JournalEntry } from "../../../shared/simulator/journal.ts";
import { at, controlOf, endpointOf, heldOf, recordOf } from "../../core/fixture.ts";
import { Process, usualDurations } from "../process.ts";
import { Scheduler } from "../scheduler.ts";
import { GuardChecker } from "./guard-checker.ts";
import { Orders } from "./orders.ts";
import { choiceOf } from "./ownership.ts";

const asWanted: Configuration = {
	state: "running",
	...endpointOf().hardware,
	minReplica: 1,
	maxReplica: 4,
	scaleToZeroTimeout: null,
	measure: null,
	targetReplica: 1,
	tags: [],
};
const paused: Configuration = { ...asWanted, state: "paused" };
const softer: Configuration = { ...asWanted, maxReplica: 2 };
const softerPaused: Configuration = { ...softer, state: "paused" };

/** Paused by the guard, brought to the cap of a softer tier, paused by a person and, unless not, resumed by them. */
function finishedAs(last: Configuration, isResumed: boolean): string[] {
	const said: string[] = [];
	const checker = new GuardChecker((_, sentence) => said.push(sentence));
	const cap = { paused: false, minReplica: 1, maxReplica: 2, at: at("11:10"), updatedAt: null };
	const control = controlOf({ held: [heldOf({ heldSince: at("11:00"), written: cap })] });
	const wrote = (kind: JournalEntry["kind"], before: Configuration, after: Configuration) => {
		const status = kind === "paused" ? ("intended" as const) : ("restoring" as const);
		const held = [heldOf({ status, method: "pause", tier: "shutdown" })];
		const facts = { ...calmFacts, control: controlOf({ held }) };
		checker.wrote({ ...guard, kind, before, after }, guardPass(), facts);
	};
	const person = (kind: JournalEntry["kind"], before: Configuration, after: Configuration) =>
		checker.follow({ ...guard, actor: "ann", actorKind: "person", kind, before, after }, control);
	checker.follow({ ...guard, kind: "created", before: null, after: asWanted }, null);
	wrote("paused", asWanted, paused);
	wrote("resumed", paused, asWanted);
	wrote("updated", asWanted, softer);
	person("paused", softer, softerPaused);
	if (isResumed) person("resumed", softerPaused, softer);
	checker.finish(new Map([["chat", choiceOf(last)]]), at("13:00"));
	return said;
}

const guard: JournalEntry = {
	at: at("12:00"),
	actor: "guardrail",
	actorKind: "guard",
	endpoint: "chat",
	kind: "updated",
	before: null,
	after: null,
};

const calmFacts = {
	now: at("12:00"),
	records: new Map([[`chat@${endpointOf().createdAt}#1`, recordOf()]]),
	orders: new Orders(),
	mode: "enforce" as const,
	goodListAt: at("11:59:30"),
	endpointCount: 4,
	trueRatio: () => 2.5,
};

function guardPass(): Process {
	const faults = { durations: usualDurations, faultOf: () => null, onCall: () => undefined };
	const scheduler = new Scheduler(at("12:00"));
	return new Process({ kind: "guard", key: 1, skewMs: 0, limitMs: 60_000, scheduler, faults });
}

test.each([
	["as it was before the guard", asWanted],
	["as the softer tier's cap left it", softer],
])("what a person paused and resumed on a softer tier's cap, unseen, may be %s", (_, last) => {
	expect(finishedAs(last, true)).toEqual([]);
});

test("and nothing else", () => {
	expect(finishedAs({ ...asWanted, maxReplica: 3 }, true)).toEqual([
		"after a clean day chat is 1 to 3 replicas, people want 1 to 2 replicas.",
	]);
});

test("and what they paused there and left so stays paused", () => {
	expect(finishedAs(asWanted, false)).toEqual([
		"after a clean day chat is 1 to 4 replicas, people want paused, 1 to 2 replicas.",
	]);
});
