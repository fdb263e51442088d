import { expect, test } from "vitest";
import type { Instant } from "../../../shared/domain/instant.ts";
import type { Scheduled } from "../../../shared/domain/schedule.ts";
import type { Configuration, JournalEntry } from "../../../shared/simulator/journal.ts";
import { at, controlOf, endpointOf } from "../../core/fixture.ts";
import { Process, usualDurations } from "../process.ts";
import { Scheduler } from "../scheduler.ts";
import { GuardChecker } from "./guard-checker.ts";
import { Orders } from "./orders.ts";

const scaling = { scaleToZeroTimeout: null, measure: null, targetReplica: 1, tags: [] };
const of = (replicas: number): Configuration => ({
	state: "running",
	...endpointOf().hardware,
	minReplica: replicas,
	maxReplica: replicas,
	...scaling,
});

/** As people made it; an entry of 11:00 asks for two, and one of 12:00 for one again. */
const [one, two, three] = [of(1), of(2), of(3)];
const back =
	"the guard made chat 1 to 1 replicas (updated) while the store knew of no such intent.";

test("what a person changes and sets back to what a schedule raised it to looks like no change", () => {
	expect(saidAfter({ person: [one, two] })).toEqual([]);
});

test("where the guard saw what they had changed it to, what they set then is theirs", () => {
	expect(saidAfter({ person: [one, two], sees: 1 })).toEqual([back]);
});

test("what they set to anything else is theirs", () => {
	expect(saidAfter({ person: [one, three] })).toEqual([back]);
});

test("what no schedule had raised is theirs", () => {
	expect(saidAfter({ person: [three, two], isRaised: false })).toEqual([back]);
});

type Scene = {
	/** One after the other, between two looks of the guard. */
	readonly person: readonly Configuration[];
	/** The maximum that the guard sees after the first of them; nothing: it does not look. */
	readonly sees?: number;
	readonly isRaised?: boolean;
};

/** What is said of the guard that sets `chat` to one replica at the second entry. */
function saidAfter({ person, sees, isRaised = true }: Scene): string[] {
	const said: string[] = [];
	const due = { at: at("11:00"), replicas: 2, members: [{ name: "chat" }] };
	const rules = {
		dues: [...(isRaised ? [due] : []), { ...due, at: at("12:00"), replicas: 1 }],
		refusesRaise: false,
		groupMembers: [],
	};
	const checker = new GuardChecker((_, sentence) => said.push(sentence), rules);
	const made = { kind: "created", actorKind: "person", before: null } as const;
	const asMade = isRaised ? one : two;
	checker.follow(entryOf({ ...made, at: at("07:00"), after: asMade }), controlOf());
	look(checker, asMade.maxReplica, "08:00");
	if (isRaised) wrote(checker, entryOf({ at: at("11:01"), before: one, after: two }));
	look(checker, 2, "11:02");
	let before = two;
	for (const [index, after] of person.entries()) {
		const change = { actor: "ann", actorKind: "person", at: at("11:30") + index } as const;
		checker.follow(entryOf({ ...change, before, after }), controlOf());
		if (index === 0 && sees !== undefined) look(checker, sees, "11:31");
		before = after;
	}
	wrote(checker, entryOf({ at: at("12:01"), before, after: one }));
	return said;
}

function look({ schedules }: GuardChecker, maxReplica: number, clock: string): void {
	const seen = { minReplica: maxReplica, maxReplica, paused: false, configuredMax: 1 };
	const dealtWith = { dueAt: at("07:00"), isSet: false, outcome: "written" } as const;
	const chat: Scheduled = { endpoint: "chat", createdAt: at("07:00"), ...dealtWith, ...seen };
	const state = { key: "", since: at("08:00"), fingerprint: "", isWaiting: false };
	schedules.stored({ ...state, lookedAt: at(clock), endpoints: [chat] });
}

function wrote(checker: GuardChecker, entry: JournalEntry): void {
	const facts = { control: controlOf(), records: new Map(), orders: new Orders() };
	const money = { mode: "enforce", endpointCount: 4, trueRatio: () => 0.5 } as const;
	const { at: now } = entry;
	checker.wrote(entry, passAt(now), { now, goodListAt: now, ...facts, ...money });
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
