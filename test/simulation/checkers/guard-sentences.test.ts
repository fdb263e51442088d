import { describe, expect, test } from "vitest";
import type { Override } from "../../../shared/domain/override.ts";
import type { Configuration, JournalEntry } from "../../../shared/simulator/journal.ts";
import { at, controlOf, endpointOf, heldOf, recordOf } from "../../core/fixture.ts";
import { Process, usualDurations } from "../process.ts";
import { Scheduler } from "../scheduler.ts";
import type { GuardFacts } from "./guard-change.ts";
import { GuardChecker } from "./guard-checker.ts";
import { Orders } from "./orders.ts";
import { choiceOf } from "./ownership.ts";

const noon = at("12:00");
const identity = { endpoint: "chat", createdAt: endpointOf().createdAt };

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

const capped = configuration({ maxReplica: 1 });
const paused = configuration({ state: "paused" });

type Scene = {
	readonly created?: Configuration;
	/** A person's change, an hour and more ago unless said otherwise. */
	readonly person?: Partial<JournalEntry>;
	/** What the guard made of it, one pass for all of them. */
	readonly wrote: readonly Partial<JournalEntry>[];
	readonly facts?: Partial<GuardFacts>;
	readonly isFinished?: boolean;
};

/** What is said of a guard that did this. */
function saidOf({ created = configuration(), person, wrote, facts, isFinished }: Scene): string[] {
	const said: string[] = [];
	const checker = new GuardChecker((_, sentence) => said.push(sentence));
	const control = facts?.control === undefined ? controlOf({ held: [heldOf()] }) : facts.control;
	const names = [...new Set(wrote.map(({ endpoint }) => endpoint ?? "chat"))];
	for (const endpoint of names) {
		const entry = { ...entryOf({}), endpoint, kind: "created" as const };
		checker.follow({ ...entry, actorKind: "person", before: null, after: created }, control);
	}
	const process = guardPass();
	wrote.forEach((parts, index) => {
		if (index === 1 && person !== undefined) {
			checker.follow(entryOf({ actor: "ann", actorKind: "person", ...person }), control);
		}
		const now = parts.at ?? noon;
		checker.wrote(entryOf(parts), process, factsOf({ now, ...facts, control }));
	});
	if (isFinished === true) checker.finish(new Map([["chat", choiceOf(capped)]]), noon);
	return said;
}

function entryOf(parts: Partial<JournalEntry>): JournalEntry {
	return {
		at: noon,
		actor: "guardrail",
		actorKind: "guard",
		endpoint: "chat",
		kind: "updated",
		before: configuration(),
		after: capped,
		...parts,
	};
}

function factsOf(parts: Partial<GuardFacts>): GuardFacts {
	return {
		now: noon,
		control: null,
		records: new Map([[`chat@${identity.createdAt}#1`, recordOf()]]),
		orders: new Orders(),
		mode: "enforce",
		goodListAt: noon - 30_000,
		endpointCount: 4,
		trueRatio: () => 2.5,
		...parts,
	};
}

function order(parts: Partial<Override>): Override {
	return { endpoint: "chat", actor: "ann", expiresAt: at("14:00"), ...parts } as Override;
}

function guardPass(): Process {
	const scheduler = new Scheduler(noon);
	const faults = { durations: usualDurations, faultOf: () => null, onCall: () => undefined };
	const limitMs = 60_000;
	return new Process({ kind: "guard", key: 1, skewMs: 0, limitMs, scheduler, faults });
}

describe("what the guard does to the account is judged in words", () => {
	test("a stop that is all right is not spoken of", () => {
		expect(saidOf({ wrote: [{}] })).toEqual([]);
	});

	test("protected is not to be touched", () => {
		const created = configuration({ tags: ["protected"] });
		expect(saidOf({ created, wrote: [{}] })).toEqual([
			'chat carries the tag "protected", and the guard changed it (updated).',
		]);
	});

	test("an intent has one effect", () => {
		expect(saidOf({ wrote: [{}, {}] })).toEqual(["chat: the same step took effect 2 times."]);
	});

	test("the intent is stored before the act", () => {
		expect(saidOf({ wrote: [{}], facts: { control: controlOf() } })).toEqual([
			"the guard made chat 1 to 1 replicas (updated) while the store knew of no such intent.",
		]);
	});

	test("a stop has its record, written before", () => {
		expect(saidOf({ wrote: [{}], facts: { records: new Map() } })).toEqual([
			"chat was stopped (updated) and no record of what it was is stored.",
		]);
	});

	test("the recorded original is the true one", () => {
		const wrong = recordOf({ scaling: { minReplica: 0, maxReplica: 1 } });
		const records = new Map([[`chat@${identity.createdAt}#1`, wrong]]);
		expect(saidOf({ wrote: [{}], facts: { records } })).toEqual([
			"chat: the restore record says 0 to 1 replicas, people want 1 to 4 replicas.",
		]);
	});

	test("a person is not fought", () => {
		const person = { at: at("11:50"), before: capped, after: configuration({ maxReplica: 6 }) };
		const [sentence] = saidOf({ person, wrote: [{}, { kind: "paused", after: paused }] });
		expect(sentence).toBe(
			"the guard changed chat (paused) 10.0 minutes after a person had taken it over; " +
				"it has to leave it alone for 60.",
		);
	});

	const resumes = { kind: "resumed" as const, before: paused, after: configuration() };
	const stops = { kind: "paused" as const, after: paused };

	/** A person resumes what was stopped; an order until 11:55 stops it again, and 40 minutes later this is done. */
	function saidAfterOrder(done: Partial<JournalEntry>, overrides: readonly Override[]): string[] {
		const orders = new Orders();
		for (const override of overrides) {
			orders.stored(override.id, { override, storedAt: override.grantedAt });
		}
		const person = { ...resumes, at: at("11:50") };
		const again = { ...stops, at: at("11:51") };
		const wrote = [{ ...stops, at: at("11:40") }, again, { ...done, at: at("12:31") }];
		return saidOf({ person, wrote, facts: { orders } }).filter((said) => said.includes("person"));
	}

	const stopped = { id: "o1", kind: "stop-now", grantedAt: at("11:30"), expiresAt: at("11:55") };
	const ordered = [order(stopped as Partial<Override>)];

	test("what an order stopped over a person's head comes back before the person's hour is over", () => {
		expect(saidAfterOrder(resumes, ordered)).toEqual([]);
	});

	test.each([
		["nothing but its way back is done to what an order stopped", ordered, { after: capped }],
		["what no order stopped is left alone, and not put back either", [], resumes],
	])("%s", (_, overrides, done) => {
		const kind = "kind" in done ? done.kind : "updated";
		expect(saidAfterOrder(done, overrides).at(-1)).toBe(
			`the guard changed chat (${kind}) 41.0 minutes after a person had taken it over; ` +
				"it has to leave it alone for 60.",
		);
	});

	test("nothing is stopped on old data", () => {
		expect(saidOf({ wrote: [{}], facts: { goodListAt: at("11:50") } })).toEqual([
			"chat was stopped 600 s after the last good list.",
		]);
	});

	test("nothing is paused before the money is gone", () => {
		const control = controlOf({ held: [heldOf({ tier: "shutdown", method: "pause" })] });
		const wrote = [{ kind: "paused" as const, after: paused }];
		expect(saidOf({ wrote, facts: { control, trueRatio: () => 1.3 } })).toEqual([
			"chat was paused at 130.0 % of the budget.",
		]);
	});

	test("a pass keeps to its limits", () => {
		const names = ["chat", "embed"];
		const control = controlOf({
			held: names.map((endpoint) => heldOf({ endpoint, heldSince: noon })),
		});
		const records = new Map(
			names.map((name) => [`${name}@${identity.createdAt}#1`, recordOf({ endpoint: name })]),
		);
		const wrote = names.map((endpoint) => ({ endpoint }));
		expect(saidOf({ wrote, facts: { control, records } })).toEqual([
			"one pass capped 2 of 4 endpoints; 1 would be a quarter.",
		]);
	});

	test("endpoints come back a few at a time", () => {
		const wrote = ["chat", "embed"].map((endpoint) => ({
			endpoint,
			before: capped,
			after: configuration(),
		}));
		expect(saidOf({ wrote })).toEqual([
			"one pass put back 2 of 4 endpoints; 1 would be a quarter.",
		]);
	});

	test("what came back is left alone for a while", () => {
		const back = { before: capped, after: configuration() };
		expect(saidOf({ wrote: [{}, back, { kind: "paused", after: paused }] })).toEqual([
			"chat was stopped again 0.0 minutes after its restore; 30 have to pass.",
		]);
	});

	describe("a cap to what a person had kept, and the guard had then put back to what was before", () => {
		const kept = { before: configuration({ maxReplica: 2 }), after: capped };
		const back = { before: capped, after: configuration() };
		const held = ["chat", "embed"].map((endpoint) => heldOf({ endpoint, status: "intended" }));
		const facts = { control: controlOf({ held }) };

		test("is a stop, and has to wait for its cooldown", () => {
			expect(saidOf({ person: kept, wrote: [{}, back, {}], facts })).toEqual([
				"chat was stopped again 0.0 minutes after its restore; 30 have to pass.",
			]);
		});

		test("is none of a wave", () => {
			const wrote = [{}, { ...back, endpoint: "embed" }, {}];
			expect(saidOf({ person: kept, wrote, facts })).toEqual([]);
		});
	});

	test("what is created anew by the name of what came back may be stopped", () => {
		const back = { before: capped, after: configuration() };
		const person = { kind: "created" as const, before: null, after: configuration() };
		expect(saidOf({ person, wrote: [back, { kind: "paused", after: paused }] })).toEqual([]);
	});

	test("what a person paused stays paused", () => {
		const wrote = [{ kind: "resumed" as const, before: paused, after: configuration() }];
		expect(saidOf({ created: paused, wrote })).toEqual([
			"chat was resumed by the guard although a person had paused it.",
		]);
	});

	const protection = order({ id: "o1", kind: "protect", grantedAt: at("11:00") });
	const release = order({ id: "o2", kind: "release", grantedAt: at("11:30") });
	const early = order({ id: "o3", kind: "release", grantedAt: at("10:00") });
	const takenBack = order({
		id: "o4",
		kind: "revoke",
		grantedAt: at("11:45"),
		details: { overrideId: "o2" },
	});
	const disobeyed = [`chat was stopped although ann's "protect" covered it.`];

	test.each([
		["an override is obeyed", [protection], disobeyed],
		["what was released may be stopped", [protection, release], []],
		["a release ends nothing that comes after it", [early, protection], disobeyed],
		["a release that is taken back ended nothing", [protection, release, takenBack], disobeyed],
	])("%s", (_, overrides, sentences) => {
		const orders = new Orders();
		for (const override of overrides) {
			orders.stored(override.id, { override, storedAt: override.grantedAt });
		}
		expect(saidOf({ wrote: [{}], facts: { orders } })).toEqual(sentences);
	});

	test("after a clean day everything is back", () => {
		expect(saidOf({ wrote: [{}], isFinished: true })).toEqual([
			"after a clean day chat is 1 to 1 replicas, people want 1 to 4 replicas.",
		]);
	});
});
