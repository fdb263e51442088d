import { describe, expect, test } from "vitest";
import { planHashOf } from "../../../shared/core/plan/plan-hash.ts";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import { noWord, waitForWord } from "../../../shared/core/plan/wait-for-word.ts";
import type { Word } from "../../../shared/domain/control.ts";
import type { Override } from "../../../shared/domain/override.ts";
import type { Plan } from "../../../shared/domain/plan.ts";
import type { Budget, Tier } from "../../../shared/domain/policy.ts";
import { at, endpointOf, knownPrice, overrideOf, policyOf, readingOf } from "../fixture.ts";

const rules = [
	{ tag: "critical", criticality: "critical" as const },
	{ tag: "spare", criticality: "expendable" as const },
];
const fleet = [
	endpointOf({ name: "spare", tags: ["spare"] }),
	endpointOf({ name: "usual" }),
	endpointOf({ name: "vital", tags: ["critical"] }),
];

type Given = {
	readonly word?: Word;
	readonly overrides?: readonly Override[];
	readonly time?: string;
	readonly tier?: Tier;
	readonly endpoints?: typeof fleet;
	readonly budget?: Partial<Budget>;
};

function inputOf({ tier = "shutdown", overrides = [], ...given }: Given) {
	return {
		tier,
		endpoints: given.endpoints ?? fleet,
		priceOf: () => knownPrice(1),
		policy: policyOf({ rules }, { mode: "ask", ...given.budget }),
		reading: readingOf({ ratio: tier === "ceiling" ? 3.1 : 2.1 }),
		overrides,
		held: [],
		records: [],
		now: at(given.time ?? "12:00"),
	};
}

function asked(given: Given = {}) {
	const input = inputOf(given);
	const plan = planTier(input);
	const worded = waitForWord({ ...input, plan, word: given.word ?? noWord, generation: 1 });
	return { ...worded, all: plan, going: stepsOf(worded.plan) };
}

function stepsOf({ steps, postponed }: Plan): string[] {
	return [...steps, ...postponed].map(({ endpoint, method }) => `${endpoint} ${method}`).toSorted();
}

function answer(kind: "approve" | "deny", { pending }: Word): Override {
	const planHash = pending?.planHash ?? "none";
	return overrideOf({
		kind,
		details: { planHash },
		grantedAt: at("12:00"),
		expiresAt: at("14:00"),
	});
}

const everyStep = ["spare pause", "usual pause", "vital cap"];

describe("a plan in mode ask", () => {
	test("waits as a whole, and the hash that is asked is the one that the plan shows", () => {
		const { going, word, waiting, plan, all } = asked();
		expect(going).toEqual([]);
		expect(waiting.map(({ endpoint }) => endpoint).toSorted()).toEqual(["spare", "usual", "vital"]);
		expect(word.pending?.planHash).toBe(planHashOf(all));
		expect(new Set(plan.untouched.map(({ reason }) => reason))).toEqual(
			new Set(["waits-for-a-person"]),
		);
	});

	test("is the same question on the next pass", () => {
		const { word } = asked();
		expect(asked({ word, time: "12:05" }).word).toEqual(word);
	});

	test("goes on as it was shown once it is approved", () => {
		const { word } = asked();
		const overrides = [answer("approve", word)];
		const next = asked({ word, overrides, time: "12:01" });
		expect(next.going).toEqual(everyStep);
		expect(next.word).toEqual({ pending: null, answered: [word.pending] });
		const later = asked({ word: next.word, overrides, time: "13:59" });
		expect(later.going).toEqual(everyStep);
		expect(asked({ word: later.word, overrides, time: "14:00" }).going).toEqual([]);
	});

	test("is not approved by another plan's hash", () => {
		const { word } = asked();
		const other = overrideOf({ kind: "approve", details: { planHash: "0123456789abcdef" } });
		expect(asked({ word, overrides: [other] }).going).toEqual([]);
	});

	test("that is denied is not taken before the end of the denial, whoever approves it", () => {
		const { word } = asked();
		const overrides = [answer("approve", word), answer("deny", word)];
		const next = asked({ word, overrides, time: "12:30" });
		expect([next.going, next.waiting]).toEqual([[], []]);
		expect(next.plan.untouched[0]?.reason).toBe("denied");
		const over = asked({ word: next.word, overrides, time: "14:00" });
		expect(over.going).toEqual([]);
		expect(over.word.pending?.createdAt).toBe(at("14:00"));
	});

	test("that grew asks for what is new alone, and what was denied stays denied in it", () => {
		const small = fleet.slice(0, 2);
		const { word } = asked({ endpoints: small });
		const yes = asked({ word, overrides: [answer("approve", word)] });
		expect(yes.waiting.map(({ endpoint }) => endpoint)).toEqual(["vital"]);
		expect(yes.going).toEqual(["spare pause", "usual pause"]);
		const no = asked({ word, overrides: [answer("deny", word)] });
		expect(no.waiting.map(({ endpoint }) => endpoint)).toEqual(["vital"]);
		expect(no.going).toEqual([]);
	});

	test("that changed before an answer is another question, and what waited keeps its time", () => {
		const { word } = asked({ endpoints: fleet.slice(0, 2) });
		const grown = asked({ word, time: "12:10" }).word.pending;
		expect(grown?.planHash).not.toBe(word.pending?.planHash);
		expect(grown?.steps.map(({ since }) => since)).toEqual([at("12:00"), at("12:00"), at("12:10")]);
		expect(grown?.expiresAt).toBe(at("12:15"));
		const shrunk = asked({ word, endpoints: fleet.slice(1, 2), time: "12:10" }).word.pending;
		expect(shrunk?.planHash).not.toBe(word.pending?.planHash);
	});

	test("without a word is taken by criticality: by default what is expendable, after 15 minutes", () => {
		const { word } = asked();
		expect(word.pending?.expiresAt).toBe(at("12:15"));
		expect(asked({ word, time: "12:14" }).going).toEqual([]);
		const due = asked({ word, time: "12:15" });
		expect(due.going).toEqual(["spare pause"]);
		expect(due.word).toEqual(word);
	});

	test.each([
		["standard", "usual pause"],
		["critical", "vital cap"],
	] as const)("takes what is %s without a word only where the policy says so", (name, step) => {
		const askTimeout = {
			afterMs: 900_000,
			expendable: "wait",
			standard: "wait",
			critical: "wait",
			[name]: "act",
		} as const;
		const { word } = asked({ budget: { askTimeout } });
		expect(asked({ word, time: "12:15", budget: { askTimeout } }).going).toEqual([step]);
	});

	test("above the ceiling does not wait, not even for a denial", () => {
		const { word } = asked();
		const up = asked({ word, tier: "ceiling", overrides: [answer("deny", word)] });
		expect(up.going).toEqual(stepsOf(up.all));
		expect(up.going).toContain("usual pause");
		expect(up.word.pending).toBeNull();
	});

	test("leaves what a person ordered to stop to that order", () => {
		const stop = overrideOf({ kind: "stop-now", endpoint: "usual" });
		expect(asked({ overrides: [stop] }).going).toEqual(["usual pause"]);
	});

	test("gives the limits of a pass to what is taken: a step that waits keeps no other one waiting", () => {
		const many = ["a", "b", "c"].map((name) => endpointOf({ name }));
		const first = asked({ endpoints: many, tier: "trim" });
		expect(first.all.steps.map(({ endpoint }) => endpoint)).toEqual(["a"]);
		const alone = asked({ endpoints: many.slice(1), tier: "trim" });
		const overrides = [answer("approve", alone.word)];
		const { plan } = asked({ endpoints: many, tier: "trim", overrides, word: alone.word });
		expect(plan.steps.map(({ endpoint }) => endpoint)).toEqual(["b"]);
		expect(plan.postponed.map(({ endpoint }) => endpoint)).toEqual(["c"]);
	});
});
