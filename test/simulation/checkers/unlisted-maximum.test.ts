import { expect, test } from "vitest";
import type { Configuration, JournalEntry } from "../../../shared/simulator/journal.ts";
import { at, controlOf, endpointOf } from "../../core/fixture.ts";
import { Process, usualDurations } from "../process.ts";
import { Scheduler } from "../scheduler.ts";
import { GuardChecker } from "./guard-checker.ts";
import { Orders } from "./orders.ts";

const of = (minReplica: number, maxReplica: number): Configuration => ({
	state: maxReplica === 0 ? "paused" : "running",
	...endpointOf().hardware,
	minReplica,
	maxReplica,
	scaleToZeroTimeout: null,
	measure: null,
	targetReplica: 1,
	tags: [],
});

/** People made it one; an entry of 12:00 asks for two. */
const [one, raised, paused] = [of(1, 1), of(3, 5), of(0, 0)];
const back = (text: string) =>
	`the guard made chat ${text} replicas (updated) while the store knew of no such intent.`;

test("a maximum that no list has shown before a pause wrote zeros over it may be the one, and so may the former", () => {
	expect(saidAfter({ person: [raised, paused], guard: of(2, 2) })).toEqual([]);
	expect(saidAfter({ person: [raised, paused], guard: of(2, 5) })).toEqual([]);
});

test("but not what was never between, or what no list has shown before the last one did", () => {
	const person = [of(1, 4), raised, paused];
	expect(saidAfter({ person, guard: of(2, 2) })).toEqual([]);
	expect(saidAfter({ person, guard: of(2, 4) })).toEqual([back("2 to 4")]);
	expect(saidAfter({ person, listed: 0, guard: of(2, 4) })).toEqual([]);
	expect(saidAfter({ person, listed: 0, guard: of(2, 2) })).toEqual([back("2 to 2")]);
});

test("where a list has shown it, it is the one", () => {
	const listed = { person: [raised, paused], listed: 0 };
	expect(saidAfter({ ...listed, guard: of(2, 2) })).toEqual([back("2 to 2")]);
	expect(saidAfter({ ...listed, guard: of(2, 5) })).toEqual([]);
});

test("a list from before the change has not shown it", () => {
	const person = [raised, paused];
	expect(saidAfter({ person, listed: 0, ageMs: 60_000, guard: of(2, 2) })).toEqual([]);
});

test("where the pause keeps it, the next list shows it, and it is the one", () => {
	const keeps = { ...raised, state: "paused" } as const;
	expect(saidAfter({ person: [raised, keeps], guard: of(2, 2) })).toEqual([back("2 to 2")]);
});

type Scene = {
	/** One after the other, a minute apart. */
	readonly person: readonly Configuration[];
	/** After which of them a good list is read; nothing: after none. */
	readonly listed?: number;
	/** How old what it shows is. */
	readonly ageMs?: number;
	/** What the guard makes of it at the entry. */
	readonly guard: Configuration;
};

function saidAfter({ person, listed, ageMs = 0, guard }: Scene): string[] {
	const said: string[] = [];
	const rules = {
		dues: [{ at: at("12:00"), replicas: 2, members: [{ name: "chat" }] }],
		refusesRaise: false,
		groupMembers: [],
	};
	const checker = new GuardChecker((_, sentence) => said.push(sentence), rules);
	const made = { kind: "created", actorKind: "person", at: at("07:00"), before: null } as const;
	checker.follow({ ...entry, ...made, after: one }, controlOf());
	const state = { key: "", since: at("08:00"), fingerprint: "", isWaiting: false, endpoints: [] };
	checker.schedules.stored({ ...state, lookedAt: at("08:00") });
	checker.listed(at("11:00"));
	let before = one;
	for (const [index, after] of person.entries()) {
		const now = at("11:30") + index * 60_000;
		const change = { actor: "ann", actorKind: "person", at: now } as const;
		checker.follow({ ...entry, ...change, before, after }, controlOf());
		if (index === listed) checker.listed(now + 30_000 - ageMs);
		before = after;
	}
	checker.listed(at("11:59"));
	const now = at("12:01");
	const facts = { control: controlOf(), records: new Map(), orders: new Orders() };
	const money = { mode: "enforce", endpointCount: 4, trueRatio: () => 0.5 } as const;
	const change = { ...entry, at: now, before, after: guard };
	checker.wrote(change, passAt(now), { now, goodListAt: now, ...facts, ...money });
	return said;
}

const entry = {
	endpoint: "chat",
	actor: "guardrail",
	actorKind: "guard",
	kind: "updated",
} satisfies Partial<JournalEntry>;

function passAt(startedAt: number): Process {
	const scheduler = new Scheduler(startedAt);
	const faults = { durations: usualDurations, faultOf: () => null, onCall: () => undefined };
	return new Process({ kind: "guard", key: 1, skewMs: 0, limitMs: 60_000, scheduler, faults });
}
