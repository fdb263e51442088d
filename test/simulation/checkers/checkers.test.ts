import { describe, expect, test } from "vitest";
import type { HourItem } from "../../../shared/domain/ledger.ts";
import type { Configuration, JournalEntry } from "../../../shared/simulator/journal.ts";
import { controlOf, heldOf, knownPrice } from "../../core/fixture.ts";
import { NoticeChecker } from "./notice-checker.ts";
import { Orders } from "./orders.ts";
import { choiceOf, follow, isWanted, keep, keepEither, type Owner } from "./ownership.ts";
import { judgeHour } from "./tiles.ts";

const price = knownPrice(3.6);
const base = { endpoint: "chat", createdAt: 0, hour: 0 };
const sampled = {
	source: "sampled",
	replicasLo: 1,
	replicasPoint: 1,
	replicasHi: 2,
	price,
} as const;
const running = { replicaId: "r1", stage: "running", price };

describe("an hour of the ledger", () => {
	test.each<[string, Partial<HourItem>, RegExp | null]>([
		[
			"tiles",
			{ covered: [{ from: 0, to: 10 }], estimates: [{ from: 10, to: 20, ...sampled }] },
			null,
		],
		[
			"counts twice",
			{ covered: [{ from: 0, to: 10 }], estimates: [{ from: 5, to: 20, ...sampled }] },
			/5 ms are booked twice/,
		],
		[
			"has a hole",
			{ covered: [{ from: 0, to: 10 }], estimates: [{ from: 15, to: 20, ...sampled }] },
			/5 ms are booked nowhere/,
		],
		[
			"books what was not read",
			{ covered: [{ from: 0, to: 10 }], spans: [{ from: 0, to: 11, ...running }] },
			/outside of what was read/,
		],
		[
			"books a replica twice",
			{
				covered: [{ from: 0, to: 10 }],
				spans: [
					{ from: 0, to: 10, ...running },
					{ from: 5, to: 10, ...running },
				],
			},
			/replica r1 is booked twice/,
		],
	])("that %s is judged so", (_, parts, problem) => {
		const item = { ...base, covered: [], spans: [], estimates: [], ...parts };
		const judged = judgeHour(item);
		if (problem === null) expect(judged.problem).toBeNull();
		else expect(judged.problem).toMatch(problem);
	});
});

describe("whose will an endpoint is", () => {
	const configuration = (maxReplica: number): Configuration => ({
		state: "running",
		vendor: "aws",
		region: "us-east-1",
		accelerator: "gpu",
		instanceType: "nvidia-a10g",
		instanceSize: "x1",
		minReplica: 1,
		maxReplica,
		scaleToZeroTimeout: null,
		measure: null,
		targetReplica: 1,
		tags: [],
	});
	const entry = (parts: Partial<JournalEntry>): JournalEntry => ({
		at: 1,
		actor: "ann",
		actorKind: "person",
		endpoint: "chat",
		kind: "updated",
		before: configuration(4),
		after: configuration(2),
		...parts,
	});

	test("a person's change is what people want, and the guard's is not", () => {
		const owners = new Map<string, Owner>();
		follow(owners, entry({ kind: "created", before: null, after: configuration(4) }), () => null);
		follow(owners, entry({ actorKind: "guard" }), () => null);
		expect(owners.get("chat")?.wanted.maxReplica).toBe(4);
		follow(owners, entry({}), () => null);
		expect(owners.get("chat")?.wanted.maxReplica).toBe(2);
	});

	test.each([
		["may be theirs where the guard had set it", true],
		["changes nothing where the guard had not", false],
	])("a cap that a person sets just as it stands %s", (_, guarded) => {
		const owners = new Map<string, Owner>();
		follow(owners, entry({ kind: "created", before: null, after: configuration(5) }), () => null);
		const owner = owners.get("chat");
		if (owner === undefined) throw new Error("it was created");
		owner.guarded = guarded;
		keep(owner, choiceOf(configuration(4)));
		const isRight = (most: number) => isWanted(choiceOf(configuration(most)), owner);
		expect([3, 4, 5].map(isRight)).toEqual([false, guarded, true]);
	});

	test("what was before a change that was taken back unseen stays right when the cap is set once more", () => {
		const owners = new Map<string, Owner>();
		follow(owners, entry({ kind: "created", before: null, after: configuration(5) }), () => null);
		const owner = owners.get("chat");
		if (owner === undefined) throw new Error("it was created");
		Object.assign(owner, { guarded: true, original: owner.wanted });
		const scaling = { paused: false, minReplica: 1, maxReplica: 2, updatedAt: 0 };
		const held = heldOf({ heldSince: 0, written: { ...scaling, at: 0 } });
		follow(owners, entry({ before: configuration(2), after: configuration(3) }), () => held);
		follow(owners, entry({ before: configuration(3), after: configuration(2) }), () => held);
		owner.guarded = true;
		keep(owner, choiceOf(configuration(2)));
		const isRight = (most: number) => isWanted(choiceOf(configuration(most)), owner);
		expect([2, 3, 4, 5].map(isRight)).toEqual([true, false, false, true]);
	});

	const second = 1_000;
	test.each([
		["may be the guard's where it came between the guard's look and its step", 90 * second, true],
		["is theirs where the guard's look is older than any list", 400 * second, false],
		["is theirs where the guard had looked after it", 5 * second, false],
	])("a cap that a person sets just as the guard decides it %s", (_, afterMs, isEither) => {
		const [lookedAt, personAt] = [10 * second, 20 * second];
		const owners = new Map<string, Owner>();
		follow(owners, entry({ kind: "created", before: null, after: configuration(4) }), () => null);
		follow(owners, entry({ at: personAt }), () => null);
		const owner = owners.get("chat");
		if (owner === undefined) throw new Error("it was created");
		const seenAt = afterMs < 10 * second ? personAt : lookedAt;
		const scaling = { paused: false, minReplica: 1, maxReplica: 2, updatedAt: null };
		const written = { ...scaling, at: personAt + afterMs, updatedAtBefore: seenAt };
		keepEither(owner, heldOf({ status: "intended", written }));
		const isRight = (most: number) => isWanted(choiceOf(configuration(most)), owner);
		expect([2, 3, 4].map(isRight)).toEqual([true, false, isEither]);
	});
});

test("a tier that rises without a notice is told, with its day and its name", () => {
	const said: string[] = [];
	const checker = new NoticeChecker(
		(_, sentence) => said.push(sentence),
		new Orders(),
		() => 0,
	);
	checker.stored(controlOf({ tier: "ok", periodKey: "2026-03-02" }));
	checker.stored(controlOf({ tier: "trim", periodKey: "2026-03-02" }));
	expect(said).toEqual(['"2026-03-02 trim" has 0 notices.']);
});
