import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type PackedControl,
	packControl,
	unpackControl,
} from "../../../shared/app/store/packed-control.ts";
import type { AskedPlan, AskedStep, Held, Word } from "../../../shared/domain/control.ts";
import type { GroupLatch } from "../../../shared/domain/standing.ts";
import { at, controlOf, day, heldOf } from "../../core/fixture.ts";
import { without } from "./without.ts";

const instant = fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 });
const count = fc.nat(10_000);

const anyHeld = fc.record({
	endpoint: fc.string({ minLength: 1, maxLength: 32 }),
	createdAt: instant,
	generation: fc.nat(),
	periodKey: fc.constantFrom("2026-03-01", "2026-03-02"),
	tier: fc.constantFrom("trim", "divert", "shutdown", "ceiling"),
	criticality: fc.constantFrom("critical", "standard", "expendable"),
	method: fc.constantFrom("cap", "floor", "sleep", "divert", "pause"),
	status: fc.constantFrom(
		...(["intended", "applied", "recorded", "superseded", "restoring", "restored"] as const),
	),
	statusSince: instant,
	heldSince: instant,
	written: fc.record({
		paused: fc.boolean(),
		minReplica: count,
		maxReplica: count,
		at: instant,
		updatedAt: fc.option(instant, { nil: null }),
	}),
	replicasBefore: count,
	savesMicroUsdPerHour: fc.nat(),
	passesWithoutEffect: count,
	isSent: fc.boolean(),
	isAgain: fc.boolean(),
	rung: fc.nat(4),
	attempts: fc.nat(9),
	nextAttemptAt: instant,
	lastError: fc.option(fc.constantFrom("no answer", "403: quota exceeded"), { nil: null }),
}) satisfies fc.Arbitrary<Held>;

/** What early steps have and others have not is kept as well, and so is that every call was answered. */
const maybeEarly = fc
	.tuple(anyHeld, fc.boolean(), fc.boolean())
	.map(([held, isEarly, isAnswered]): Held => {
		const early = isEarly ? ({ cause: "preempt", budget: "research" } as const) : {};
		return { ...held, ...early, ...(isAnswered ? { isAnswered } : {}) };
	});

const anyAsked = fc.record(
	{
		endpoint: fc.string({ minLength: 1, maxLength: 32 }),
		key: fc.constant("0123456789abcdef"),
		since: instant,
		cap: fc.record({
			createdAt: instant,
			method: fc.constantFrom("cap", "floor"),
			minReplica: count,
			maxReplica: count,
		}),
	},
	{ requiredKeys: ["endpoint", "key", "since"] },
) satisfies fc.Arbitrary<AskedStep>;

const anyPlan = fc.record({
	planHash: fc.constant("fedcba9876543210"),
	tier: fc.constantFrom("ok", "trim", "shutdown"),
	createdAt: instant,
	expiresAt: fc.option(instant, { nil: null }),
	generation: fc.nat(),
	steps: fc.array(anyAsked, { maxLength: 4 }),
}) satisfies fc.Arbitrary<AskedPlan>;

const anyWord = fc.record({
	pending: fc.option(anyPlan, { nil: null }),
	answered: fc.array(anyPlan, { maxLength: 3 }),
}) satisfies fc.Arbitrary<Word>;

const groupLatch: GroupLatch = {
	budget: "research",
	periodKey: "2026-03-02",
	tier: "trim",
	tierSince: at("11:00"),
	budgetMicroUsd: 40_000_000,
	belowSince: null,
	uncertainSince: null,
	endedAt: null,
};

describe("the stored control item", () => {
	test("gives back just what was stored, for any held endpoint", () => {
		fc.assert(
			fc.property(fc.array(maybeEarly, { maxLength: 6 }), (held) => {
				const control = controlOf({ held, groups: [groupLatch] });
				const stored = JSON.parse(JSON.stringify(packControl(control))) as PackedControl;
				expect(unpackControl(stored)).toEqual(control);
			}),
		);
	});

	test("gives back just what a person was asked, and what was asked by an older version", () => {
		fc.assert(
			fc.property(anyWord, (word) => {
				const control = controlOf({ word });
				const stored = JSON.parse(JSON.stringify(packControl(control))) as PackedControl;
				expect(unpackControl(stored)).toEqual(control);
				expect(unpackControl({ ...packControl(control), word })).toEqual(control);
			}),
		);
	});

	test("holds a question about 1,000 caps and an answered one in 180 KB", () => {
		const steps = Array.from({ length: 1_000 }, (_, n) => ({
			endpoint: `llama-3-70b-instruct-team-${n}`,
			key: "0123456789abcdef",
			since: at("11:00"),
			cap: { createdAt: at("00:00"), method: "cap" as const, minReplica: 1, maxReplica: 10 },
		}));
		const plan = { planHash: "fedcba9876543210", tier: "trim" as const, createdAt: at("11:05") };
		const asked = { ...plan, expiresAt: null, generation: 100_000, steps };
		const control = controlOf({ word: { pending: asked, answered: [asked] } });
		const bytes = Buffer.byteLength(JSON.stringify(packControl(control)));
		expect(bytes).toBeLessThan(180_000);
	});

	test("reads what the first version stored, with what it did not know as it was then", () => {
		const old = without(heldOf(), ["isSent", "isAgain", "rung"]);
		const item = without(controlOf(), ["putBack", "scalingPut", "ceilings"]);
		const stored = { ...item, held: [old] } as unknown as PackedControl;
		expect(unpackControl(stored)).toEqual(controlOf({ held: [heldOf()] }));
	});

	test("stays below 300 KB with 1,500 endpoints held, put back once, each with an error", () => {
		const names = Array.from({ length: 1_500 }, (_, n) => `llama-3-70b-instruct-team-${n}`);
		const createdAt = at("00:00") - 1_234_567_891;
		const control = controlOf({
			held: names.map((endpoint, n) =>
				heldOf({
					endpoint,
					budget: "research",
					createdAt: createdAt + n,
					generation: 100_000 + n,
					heldSince: at("11:00") + n,
					savesMicroUsdPerHour: 80_000_000,
					lastError: `503 of request ${n}: ${"no capacity ".repeat(14)}`,
				}),
			),
			putBack: names.map((endpoint, n) => `${endpoint}@${createdAt + n}`),
			told: Array.from({ length: 60 }, (_, n) => `fleet/${day.key}/shutdown/up/${n}`),
		});
		const bytes = Buffer.byteLength(JSON.stringify(packControl(control)));
		expect(bytes).toBeLessThan(300_000);
		expect(bytes / 1_500).toBeLessThan(200);
	});
});
