import { describe, expect, test } from "vitest";
import { planHashOf } from "../../../shared/core/plan/plan-hash.ts";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import { noWord, waitForWord } from "../../../shared/core/plan/wait-for-word.ts";
import type { Word } from "../../../shared/domain/control.ts";
import type { Override } from "../../../shared/domain/override.ts";
import type { Step } from "../../../shared/domain/plan.ts";
import { at, day, endpointOf, knownPrice, overrideOf, policyOf, readingOf } from "../fixture.ts";

const endpoint = endpointOf({ name: "chat", minReplica: 1, maxReplica: 6, readyReplica: 6 });
const rules = [{ name: "chat", criticality: "expendable" as const }];

type Given = {
	readonly cap: number;
	readonly parts?: Partial<Step>;
	readonly word?: Word;
	readonly overrides?: readonly Override[];
	readonly time?: string;
};

/** A plan of one cap of `chat` (1 to 6), to `cap`. */
function asked({ cap, parts = {}, word = noWord, overrides = [], time = "12:00" }: Given) {
	const input = {
		tier: "trim" as const,
		endpoints: [endpoint],
		priceOf: () => knownPrice(1),
		policy: policyOf({ rules }, { mode: "ask" }),
		reading: readingOf({ ratio: 1.3 }),
		overrides,
		held: [],
		records: [],
		now: at(time),
	};
	const planned = planTier(input);
	const steps = planned.steps.map((step) => ({
		...step,
		method: "cap" as const,
		minReplica: 1,
		maxReplica: cap,
		...parts,
	}));
	const plan = { ...planned, steps };
	const worded = waitForWord({ ...input, plan, word, generation: 1 });
	return { ...worded, all: plan, going: worded.plan.steps.map(({ maxReplica }) => maxReplica) };
}

function answer(kind: "approve" | "deny", { pending }: Word, id = kind as string): Override {
	const details = { planHash: pending?.planHash ?? "none" };
	return overrideOf({ id, kind, details, grantedAt: at("12:00"), expiresAt: at("14:00") });
}

const first = asked({ cap: 3 });

describe("a person's word on a cap", () => {
	test("that approves it lets through a milder one, and no question is asked", () => {
		const overrides = [answer("approve", first.word)];
		const next = asked({ cap: 5, word: first.word, overrides, time: "12:01" });
		expect([next.going, next.waiting, next.word.pending]).toEqual([[5], [], null]);
		const over = asked({ cap: 5, word: next.word, overrides, time: "14:00" });
		expect([over.going, over.word.pending?.createdAt]).toEqual([[], at("14:00")]);
	});

	test("that denies it denies a milder one until the denial's end, and no question is asked", () => {
		const overrides = [answer("deny", first.word)];
		const next = asked({ cap: 5, word: first.word, overrides, time: "12:01" });
		expect([next.going, next.waiting, next.word.pending]).toEqual([[], [], null]);
		expect(next.plan.untouched.map(({ reason }) => reason)).toEqual(["denied"]);
		const over = asked({ cap: 5, word: next.word, overrides, time: "14:00" });
		expect(over.word.pending?.createdAt).toBe(at("14:00"));
	});

	test.each(["approve", "deny"] as const)("to %s says nothing of a harder one", (kind) => {
		const overrides = [answer(kind, first.word)];
		const next = asked({ cap: 2, word: first.word, overrides, time: "12:01" });
		expect([next.going, next.waiting.length]).toEqual([[], 1]);
		expect(next.word.pending?.planHash).toBe(planHashOf(next.all));
	});

	test.each([
		["one that lowers the minimum more", { minReplica: 0 }],
		["another method", { method: "floor" }],
		["an endpoint that was made anew under the name", { createdAt: day.from }],
		["a pause", { method: "pause", minReplica: null, maxReplica: null }],
	] as const)("says nothing of %s", (_, parts) => {
		const overrides = [answer("approve", first.word)];
		const next = asked({ cap: 5, parts, word: first.word, overrides, time: "12:01" });
		expect([next.going, next.waiting.length]).toEqual([[], 1]);
		expect(next.word.pending?.createdAt).toBe(at("12:01"));
	});

	test("on just this one is stronger than a word on a harder one", () => {
		const yes = [answer("approve", first.word)];
		const harder = asked({ cap: 2, word: first.word, overrides: yes, time: "12:01" });
		const both = [...yes, answer("deny", harder.word)];
		const next = asked({ cap: 3, word: harder.word, overrides: both, time: "12:02" });
		expect(next.going).toEqual([3]);
		const other = asked({ cap: 2, word: harder.word, overrides: both, time: "12:02" });
		expect([other.going, other.waiting]).toEqual([[], []]);
	});
});

describe("a question about a cap", () => {
	test("stands for a milder one: a cap that softens each minute is asked for once", () => {
		const softer = [4, 5, 4].map((cap) => asked({ cap, word: first.word, time: "12:05" }));
		expect(softer.map(({ word }) => word)).toEqual(softer.map(() => first.word));
		expect(softer.map(({ waiting }) => waiting.length)).toEqual([1, 1, 1]);
	});

	test("is asked anew for a harder one, with its own time to wait", () => {
		const { word } = asked({ cap: 2, word: first.word, time: "12:05" });
		expect(word.pending?.planHash).not.toBe(first.word.pending?.planHash);
		expect(word.pending?.steps.map(({ since }) => since)).toEqual([at("12:05")]);
	});

	test("lets a milder one through when its time is over", () => {
		expect(asked({ cap: 5, word: first.word, time: "12:14" }).going).toEqual([]);
		expect(asked({ cap: 5, word: first.word, time: "12:15" }).going).toEqual([5]);
	});

	test("of an older version, without what would be set, is for just that step", () => {
		const { pending } = first.word;
		if (pending === null) throw new Error("nothing was asked");
		const steps = pending.steps.map(({ cap: _, ...step }) => step);
		const word = { ...first.word, pending: { ...pending, steps } };
		expect(asked({ cap: 3, word, time: "12:05" }).word).toEqual(word);
		expect(asked({ cap: 5, word, time: "12:05" }).word.pending?.createdAt).toBe(at("12:05"));
	});
});
