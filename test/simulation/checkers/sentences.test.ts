import { describe, expect, test } from "vitest";
import type { Notice } from "../../../shared/domain/notice.ts";
import type { Override } from "../../../shared/domain/override.ts";
import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import type { Configuration, JournalEntry } from "../../../shared/simulator/journal.ts";
import {
	at,
	controlOf,
	cursorOf,
	endpointOf,
	heldOf,
	knownPrice,
	postureOf,
	recordOf,
} from "../../core/fixture.ts";
import { Process, usualDurations } from "../process.ts";
import { Scheduler } from "../scheduler.ts";
import { GuardChecker, type GuardFacts } from "./guard-checker.ts";
import { LedgerChecker } from "./ledger-checker.ts";
import { LivenessChecker } from "./liveness-checker.ts";
import { NoticeChecker } from "./notice-checker.ts";
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
		checker.wrote(entryOf(parts), process, factsOf({ ...facts, control }));
	});
	if (isFinished === true) checker.finish(new Map([["chat", choiceOf(capped)]]));
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
		overrides: new Map(),
		goodListAt: noon - 30_000,
		endpointCount: 4,
		trueRatio: () => 2.5,
		...parts,
	};
}

function guardPass(): Process {
	const scheduler = new Scheduler(noon);
	const faults = { durations: usualDurations, faultOf: () => null, onCall: () => undefined };
	return new Process({ kind: "guard", key: 1, skewMs: 0, scheduler, faults });
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

	test("what a person paused stays paused", () => {
		const wrote = [{ kind: "resumed" as const, before: paused, after: configuration() }];
		expect(saidOf({ created: paused, wrote })).toEqual([
			"chat was resumed by the guard although a person had paused it.",
		]);
	});

	test("an override is obeyed", () => {
		const override = {
			id: "o1",
			kind: "protect",
			endpoint: "chat",
			actor: "ann",
			grantedAt: at("11:00"),
			expiresAt: at("14:00"),
		} as Override;
		const overrides = new Map([["o1", { override, storedAt: at("11:00") }]]);
		expect(saidOf({ wrote: [{}], facts: { overrides } })).toEqual([
			`chat was stopped although ann's "protect" covered it.`,
		]);
	});

	test("after a clean day everything is back", () => {
		expect(saidOf({ wrote: [{}], isFinished: true })).toEqual([
			"after a clean day chat is 1 to 1 replicas, people want 1 to 4 replicas.",
		]);
	});
});

describe("the ledger is judged in words", () => {
	const price = knownPrice(3.6);
	const sampled = {
		source: "sampled",
		replicasLo: 1,
		replicasPoint: 1,
		replicasHi: 1,
		price,
	} as const;
	const hour = { ...identity, hour: noon, covered: [], spans: [] };

	function ledger(billMicroUsd: number) {
		const said: string[] = [];
		const truth = { billMicroUsd: () => billMicroUsd, stageIntervals: () => [] };
		const account = { truth } as unknown as SimulatedAccount;
		return { said, checker: new LedgerChecker(account, (_, sentence) => said.push(sentence)) };
	}

	test("every second is booked once", () => {
		const { said, checker } = ledger(0);
		const first = { from: noon, to: at("12:10"), ...sampled };
		const second = { from: at("12:09"), to: at("12:20"), ...sampled };
		checker.storedHour({ ...hour, estimates: [first, second] });
		expect(said).toEqual(["chat, 2026-03-02 12:00:00: 60000 ms are booked twice."]);
	});

	test("no second is left out", () => {
		const { said, checker } = ledger(0);
		checker.storedHour({ ...hour, estimates: [{ from: noon, to: at("12:10"), ...sampled }] });
		checker.storedPosture(postureOf({ since: at("12:30") }));
		checker.passed(cursorOf({ observedUntil: at("12:30") }), at("12:30"));
		expect(said[0]).toBe(
			"chat: nothing is booked from 2026-03-02 12:10:00 to 2026-03-02 12:30:00.",
		);
	});

	test("the bill lies between lo and hi", () => {
		const { said, checker } = ledger(9_000_000);
		checker.storedHour({ ...hour, estimates: [{ from: noon, to: at("13:00"), ...sampled }] });
		checker.storedPosture(postureOf({ since: at("13:00"), price }));
		checker.passed(cursorOf({ observedUntil: at("13:00") }), at("13:00"));
		expect(said).toEqual([
			"chat: the ledger says it cost at least $3.6000 and at most $3.6000 " +
				"(most likely $3.6000), the bill says $9.0000.",
		]);
	});
});

describe("notices are judged in words", () => {
	const notice = { id: "n1/up/trim", kind: "tier" } as Notice;

	function heard(act: (checker: NoticeChecker) => void): string[] {
		const said: string[] = [];
		act(new NoticeChecker((_, sentence) => said.push(sentence)));
		return said;
	}

	test("a transition is told", () => {
		const said = heard((checker) => {
			checker.stored(controlOf({ tier: "ok" }));
			checker.stored(controlOf({ tier: "trim" }));
		});
		expect(said).toEqual(['"2026-03-02 trim" has 0 notices.']);
	});

	test("nothing is told without a transition", () => {
		const said = heard((checker) => {
			checker.stored(controlOf({ tier: "ok" }));
			checker.stored(controlOf({ tier: "ok", outbox: [notice] }));
		});
		expect(said).toEqual(['"n1/up/trim" was written without a rise of the tier.']);
	});

	test("everybody hears of it", () => {
		const said = heard((checker) => {
			checker.stored(controlOf({ tier: "trim", outbox: [notice] }));
			checker.delivered("pager", notice);
			checker.finish(0);
		});
		expect(said).toEqual(['chat never heard of "2026-03-02 trim n1/up/trim".']);
	});

	test("and nobody twice without a reason", () => {
		const said = heard((checker) => {
			checker.stored(controlOf({ tier: "trim", outbox: [notice] }));
			for (const channel of ["pager", "chat", "chat"] as const) checker.delivered(channel, notice);
			checker.finish(0);
		});
		expect(said).toEqual(["1 repeated messages, but only 0 faults that could explain them."]);
	});
});

test("a guard that lets money run out for more than ten minutes is told so", () => {
	const said: string[] = [];
	const checker = new LivenessChecker(
		(_, sentence) => said.push(sentence),
		() => 3_600_000,
	);
	const running = [{ ...configuration(), name: "chat", readyReplica: 1, hardware: {} }];
	const endpoints = running.map((each) => ({ ...each, scaling: { scaleToZeroTimeout: null } }));
	for (const now of [noon, at("12:11")]) checker.passed(now, 2.4, endpoints as never);
	expect(said).toEqual(["at 240 % of the budget chat has been running for more than 10 minutes."]);
});
