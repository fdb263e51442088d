import { describe, expect, test } from "vitest";
import type { Override } from "../../../shared/domain/override.ts";
import type { Tier } from "../../../shared/domain/policy.ts";
import type { Intended, ScheduleState } from "../../../shared/domain/schedule.ts";
import type { Configuration, JournalEntry } from "../../../shared/simulator/journal.ts";
import { at, controlOf, endpointOf, heldOf } from "../../core/fixture.ts";
import { Process, usualDurations } from "../process.ts";
import { Scheduler } from "../scheduler.ts";
import type { GuardFacts } from "./guard-change.ts";
import { GuardChecker } from "./guard-checker.ts";
import { LivenessChecker } from "./liveness-checker.ts";
import { Orders } from "./orders.ts";
import { choiceOf } from "./ownership.ts";

const noon = at("12:00");

/** As people made it: running, 1 to 4 replicas. */
function configuration(parts: Partial<Configuration> = {}): Configuration {
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

const two = configuration({ minReplica: 2 });
const six = configuration({ minReplica: 6, maxReplica: 6 });
const capped = configuration({ maxReplica: 1 });
const paused = configuration({ state: "paused" });

type Scene = {
	readonly created?: Configuration;
	/** What the entry of 11:50 asks for. */
	readonly replicas?: number;
	/** When the guard first saw the schedule. */
	readonly since?: string;
	/** The last entry that the guard is done with; nothing: none. */
	readonly dealtWith?: string;
	/** The step of the schedule that is on record and was not seen yet; nothing: none. */
	readonly intended?: Intended | undefined;
	/** A person's change, after the entry unless said otherwise. */
	readonly person?: Partial<JournalEntry>;
	readonly wrote?: readonly Partial<JournalEntry>[];
	readonly facts?: Partial<GuardFacts>;
	/** How it is at the end of the clean day. */
	readonly end?: Configuration;
	readonly refusesRaise?: boolean;
	/** When another entry is due, which asks for three; nothing: never. */
	readonly nextAt?: string;
};

/** What is said of a guard that did this to `chat`, for which an entry was due ten minutes ago. */
function saidOf(scene: Scene): string[] {
	const { created = configuration(), replicas = 2, since = "08:00", person, facts, end } = scene;
	const said: string[] = [];
	const due = { at: at("11:50"), replicas, members: [{ name: "chat" }] };
	const next = scene.nextAt === undefined ? [] : [{ ...due, at: at(scene.nextAt), replicas: 3 }];
	const rules = {
		dues: [due, ...next],
		refusesRaise: scene.refusesRaise ?? false,
		groupMembers: [],
	};
	const checker = new GuardChecker((_, sentence) => said.push(sentence), rules);
	const control = facts?.control ?? controlOf();
	const made = { kind: "created", actorKind: "person", before: null, after: created } as const;
	checker.follow(entryOf({ ...made, at: at("07:00") }), control);
	checker.schedules.stored(stateOf(at(since), scene));
	if (person !== undefined) {
		const change = { actor: "ann", actorKind: "person", at: at("11:55"), before: created } as const;
		checker.follow(entryOf({ ...change, ...person }), control);
	}
	const process = guardPass();
	for (const parts of scene.wrote ?? []) {
		checker.wrote(entryOf({ before: created, ...parts }), process, factsOf({ ...facts, control }));
	}
	checker.schedules.advance(at("20:00"), control);
	if (end !== undefined) checker.finish(new Map([["chat", choiceOf(end)]]), at("20:00"));
	return said;
}

function stateOf(since: number, { created = configuration(), ...scene }: Scene): ScheduleState {
	const { paused: isPaused, minReplica, maxReplica } = choiceOf(created);
	const dueAt = at(scene.dealtWith ?? "07:00");
	const isSet = { isSet: false, outcome: "written" } as const;
	const seen = { paused: isPaused, minReplica, maxReplica, ...isSet };
	const before = { endpoint: "chat", createdAt: at("07:00"), dueAt, configuredMax: 4, ...seen };
	const { intended } = scene;
	const endpoints = [intended === undefined ? before : { ...before, intended }];
	return { key: "", since, fingerprint: "", lookedAt: since, isWaiting: true, endpoints };
}

function entryOf(parts: Partial<JournalEntry>): JournalEntry {
	return {
		at: noon,
		actor: "guardrail",
		actorKind: "guard",
		endpoint: "chat",
		kind: "updated",
		before: configuration(),
		after: two,
		...parts,
	};
}

function factsOf(parts: Partial<GuardFacts>): GuardFacts {
	return {
		now: noon,
		control: null,
		records: new Map(),
		orders: new Orders(),
		mode: "enforce",
		goodListAt: noon - 30_000,
		endpointCount: 4,
		trueRatio: () => 0.5,
		...parts,
	};
}

function guardPass(): Process {
	const scheduler = new Scheduler(noon);
	const faults = { durations: usualDurations, faultOf: () => null, onCall: () => undefined };
	const limitMs = 60_000;
	return new Process({ kind: "guard", key: 1, skewMs: 0, limitMs, scheduler, faults });
}

describe("what a schedule may do is judged in words", () => {
	const sleepy = { scaleToZeroTimeout: 15, minReplica: 0 };

	test.each<[string, Scene]>([
		["a minimum of so many", { wrote: [{}], end: two }],
		["a maximum of at least so many", { replicas: 6, wrote: [{ after: six }], end: six }],
		["a pause for none", { replicas: 0, wrote: [{ kind: "paused", after: paused }], end: paused }],
		["or sleep", { created: configuration(sleepy), replicas: 0, end: configuration(sleepy) }],
		[
			"a resume, and then the scaling",
			{
				created: paused,
				wrote: [
					{ kind: "resumed", after: configuration({ maxReplica: 1 }) },
					{ before: configuration({ maxReplica: 1 }) },
				],
				end: two,
			},
		],
		["a person's word after it", { person: { after: six }, end: six }],
		["nothing for what was due before it was installed", { since: "11:55", end: configuration() }],
		[
			"a minimum that the account refuses",
			{ created: configuration(sleepy), refusesRaise: true, end: configuration(sleepy) },
		],
	])("%s is right", (_, scene) => {
		expect(saidOf(scene)).toEqual([]);
	});

	test("nothing is set that no entry asks for", () => {
		expect(saidOf({ wrote: [{ after: configuration({ minReplica: 3 }) }] })).toEqual([
			"the guard made chat 3 to 4 replicas (updated) while the store knew of no such intent.",
		]);
	});

	test("a pass does the entry that was due when it began, and not one before that", () => {
		const wrote = [{ at: at("12:00:20") }];
		expect(saidOf({ nextAt: "12:00:10", wrote })).toEqual([]);
		expect(saidOf({ nextAt: "11:55", wrote })).toEqual([
			"the guard made chat 2 to 4 replicas (updated) while the store knew of no such intent.",
		]);
	});

	test("a maximum that was raised goes back", () => {
		const created = configuration({ maxReplica: 1 });
		expect(saidOf({ created, wrote: [{}], replicas: 2 })).toEqual([
			"the guard made chat 2 to 4 replicas (updated) while the store knew of no such intent.",
		]);
	});

	test("caps win", () => {
		const held = [heldOf({ heldSince: at("11:00") })];
		const wrote = [{ before: capped }];
		expect(saidOf({ wrote, facts: { control: controlOf({ held }) } })).toEqual([
			"a schedule made chat 2 to 4 replicas while the guard's own step held it.",
		]);
	});

	test.each<[Tier, string, Partial<JournalEntry>, boolean]>([
		["trim", "", { after: two }, true],
		["trim", "", { before: six, after: configuration({ minReplica: 2 }) }, false],
		["divert", "critical", { after: two }, false],
		["shutdown", "critical", { after: two }, true],
	])(
		"over a budget (%s) what is raised of one that is '%s' is told",
		(tier, tag, write, isTold) => {
			const created = configuration({ tags: [tag] });
			const control = controlOf({ tier, tierSince: at("10:00") });
			expect(saidOf({ created, wrote: [write], facts: { control } })).toEqual(
				isTold
					? [`a schedule raised chat to 2 to 4 replicas while the tier ${tier} was in force.`]
					: [],
			);
		},
	);

	test("a person's change after an entry stands", () => {
		const person = { after: configuration({ maxReplica: 3 }) };
		expect(saidOf({ person, wrote: [{}] })).toEqual([
			"a schedule made chat 2 to 4 replicas, and a person had changed it after the entry was due.",
		]);
	});

	describe("a person resumes what a schedule is to resume", () => {
		const reset = configuration({ maxReplica: 1 });
		const resumed = { kind: "resumed", before: paused, after: reset } as const;
		const intended = { action: "resume", minReplica: 2, maxReplica: 4 } as const;
		const scene = { created: paused, person: resumed, wrote: [{ before: reset }], intended };
		const told = [
			"a schedule made chat 2 to 4 replicas, and a person had changed it after the entry was due.",
		];

		test("with its own resume on record, nobody can tell theirs from one that landed late", () => {
			expect(saidOf({ ...scene, end: two })).toEqual([]);
			expect(saidOf({ ...scene, wrote: [], end: reset })).toEqual([]);
		});

		test("nor their scaling to what a resume leaves, before it was seen", () => {
			const scaled = { kind: "updated", before: two, after: reset } as const;
			expect(saidOf({ ...scene, person: scaled })).toEqual([]);
			expect(saidOf({ ...scene, person: scaled, intended: undefined })).toEqual(told);
		});

		test.each<[string, Partial<Scene>]>([
			["without one on record", { intended: undefined }],
			["with another step on record", { intended: { ...intended, action: "scale" } }],
			["with that of another entry on record", { intended: { ...intended, minReplica: 3 } }],
			["with that entry dealt with", { dealtWith: "11:50" }],
			["to a scaling that no resume leaves", { person: { ...resumed, after: six } }],
			["and scales it as well", { person: { kind: "updated", before: reset, after: six } }],
		])("%s it is their change, and stands", (_, parts) => {
			expect(saidOf({ ...scene, ...parts })).toEqual(told);
		});
	});

	test("protected is not to be touched", () => {
		const created = configuration({ tags: ["protected"] });
		expect(saidOf({ created, wrote: [{}] })[0]).toBe(
			'chat carries the tag "protected", and the guard changed it (updated).',
		);
	});

	test("an order to leave it alone is obeyed", () => {
		const orders = new Orders();
		const times = { grantedAt: at("11:00"), expiresAt: at("14:00") };
		const override = { id: "o1", kind: "hold", endpoint: null, actor: "ann", ...times } as Override;
		orders.stored("o1", { override, storedAt: at("11:00") });
		expect(saidOf({ wrote: [{}], facts: { orders } })).toEqual([
			`chat was scaled by a schedule although ann's "hold" covered it.`,
		]);
	});

	test("nothing is set on old data", () => {
		expect(saidOf({ wrote: [{}], facts: { goodListAt: at("11:50") } })).toEqual([
			"chat was scaled by a schedule 600 s after the last good list.",
		]);
	});

	test("what is due is done by the end of a clean day", () => {
		expect(saidOf({ end: configuration() })).toEqual([
			"after a clean day chat is 1 to 4 replicas, the schedule asks for 2 to 4 replicas.",
		]);
		expect(saidOf({ replicas: 0, end: configuration() })).toEqual([
			"after a clean day chat is 1 to 4 replicas, the schedule asks for paused.",
		]);
	});

	test("and what a person said after it stands there", () => {
		expect(saidOf({ person: { after: six }, end: two })).toEqual([
			"after a clean day chat is 2 to 4 replicas, people want 6 to 6 replicas.",
		]);
	});
});

test("where nothing holds it back, an entry that waits for more than 15 minutes is told so", () => {
	const said: string[] = [];
	const checker = new LivenessChecker(
		(_, sentence) => said.push(sentence),
		() => 0,
	);
	const waiting = "chat is 1 to 4 replicas, the schedule asks for 2 to 4 replicas.";
	for (const clock of ["12:00", "12:14"]) checker.scheduled(at(clock), waiting);
	checker.scheduled(at("12:15"), null);
	for (const clock of ["12:16", "12:31"]) checker.scheduled(at(clock), waiting);
	expect(said).toEqual([]);
	checker.scheduled(at("12:32"), waiting);
	expect(said).toEqual([`for 15 minutes ${waiting}`]);
});
