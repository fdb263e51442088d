import { describe, expect, test } from "vitest";
import { viewOf } from "../../shared/dashboard/view.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import type { ReadModel } from "../../shared/domain/read-model.ts";
import * as f from "./fixture.ts";

describe("where the budget stands", () => {
	test("at 163 % the first line names the tier, its start and when the next line is met", () => {
		const { status } = viewOf(f.divertModel());
		expect(status.sentence).toBe("Divert (150 %) since 15:56.");
		expect(status.next).toBe("Shutdown ($1,200) about 21:13 at this rate.");
		expect(status.spent).toBe("$978.11 of $600.00");
		expect(status.share).toBe("163 % of today's budget");
		expect(status.day).toBe("Thu 19 Nov 2026, Europe/Berlin (UTC+1)");
		expect(status.lastPass).toBe("last pass 40 s ago");
		expect(status.faults).toEqual([]);
	});

	test("at 205 % it says what is proven about the ceiling", () => {
		const { status } = viewOf(f.shutdownModel());
		expect(status.sentence).toBe("Shutdown (200 %) since 20:57.");
		expect(status.share).toBe("205 % of today's budget");
		expect(status.next).toBe(
			"Ceiling ($1,800) cannot be reached today, even with every replica running.",
		);
	});

	test("at 12 % it is calm", () => {
		const { status } = viewOf(f.quietModel());
		expect(status.tone).toBe("ok");
		expect(status.sentence).toBe("Within today's budget.");
		expect(status.next).toBe("Trim ($720) is not reached today at this rate.");
	});

	test("between budget and trim line it does not claim to be within budget", () => {
		const model = withReading(f.quietModel(), { spent: f.exactly(650) });
		expect(viewOf(model).status.sentence).toBe("Over today's budget, below the trim line.");
	});

	test("within its budget a day that is certain to end over it is not green, and says so", () => {
		const { status } = viewOf(withReading(f.quietModel(), { verdict: "certain" }));
		expect(status.tone).toBe("unsure");
		expect(status.sentence).toBe("Within today's budget so far, and certain to end over it.");
		const over = viewOf(withReading(f.quietModel(), { ratio: f.exactly(1.1) })).status;
		expect(over.tone).toBe("unsure");
	});

	test("says what makes the day dear, with its part of the rate, and nothing on a calm day", () => {
		expect(viewOf(f.divertModel()).status.why).toMatch(
			/^Mostly llama-70b-chat \$40\.00\/h \(\d\d % of now, 4 replicas, critical\)\.$/,
		);
		expect(viewOf(f.quietModel()).status.why).toBeNull();
	});

	test("the figures say rate, last hour, and at least, likely, at most", () => {
		expect(viewOf(f.divertModel()).status.figures).toEqual([
			{ label: "Now", value: "$55.60/h", note: "2.2 × even spending" },
			{ label: "Last 60 min", value: "$59.65 of $25.00", note: "238 % of the hourly line" },
			{
				label: "By midnight",
				value: "$1,134 at least · $1,310 likely · $1,423 at most",
				note: "218 % of budget likely · over it for certain",
			},
			{ label: "Held back", value: "−$21.60/h", note: "3 of 8 endpoints" },
		]);
	});

	test.each([
		[{ verdict: "possible" }, "218 % of budget likely · 9 in 10 below $1,351"],
		[{ verdict: "impossible" }, "218 % of budget likely · over it is impossible"],
		[
			{ verdict: "possible", unforecastable: true },
			"too uncertain to be forecast: likely is only at this rate",
		],
	] as const)("the day's end says of %j: %s", (change, note) => {
		const figures = viewOf(withReading(f.divertModel(), change)).status.figures;
		expect(figures.find(({ label }) => label === "By midnight")?.note).toBe(note);
	});

	test("the last hour says how it burns over longer windows", () => {
		const hours = [0.25, 1, 3, 6];
		const burnRates = hours.map((each, index) => ({
			windowMs: each * 3_600_000,
			rate: 2 - index / 4,
		}));
		const figures = viewOf(withReading(f.divertModel(), { burnRates })).status.figures;
		expect(figures[1]?.note).toBe("238 % of the hourly line · burn 3 h 1.5 ×, 6 h 1.3 ×");
	});

	test("spend that is not final is shown with both bounds", () => {
		const spent = { lo: microUsdOf(970), point: microUsdOf(978.11), hi: microUsdOf(990) };
		expect(viewOf(withReading(f.divertModel(), { spent })).status.between).toBe(
			"Metering is not final: between $970.00 and $990.00.",
		);
	});

	test("bounds a cent apart are not worth a sentence", () => {
		const spent = { lo: microUsdOf(978.1), point: microUsdOf(978.11), hi: microUsdOf(978.11) };
		expect(viewOf(withReading(f.divertModel(), { spent })).status.between).toBeNull();
	});

	test("a raised budget moves every line but the ceiling, which stays the policy's own", () => {
		const model = withReading(f.divertModel(), { budgetMicroUsd: microUsdOf(900) });
		const { chart } = viewOf(model);
		expect(chart?.lines.map(({ text }) => text)).toEqual([
			"shutdown $1,800",
			"divert $1,350",
			"trim $1,080",
			"budget $900",
		]);
		const ceiling = { ...model, control: { ...model.control, tier: "shutdown" as const } };
		expect(viewOf(ceiling).status.next).toMatch(/^Ceiling \(\$1,800\)/);
	});
});

describe("what the guard is", () => {
	test("ask says what waits for a word, until when, and the order that approves it", () => {
		const model: ReadModel = { ...f.divertModel(), mode: "ask" };
		expect(viewOf(model).status.modeSentence).toBe(
			"ASK: without a word expendable endpoints are changed 15 min after they were asked for, the rest waits (but at the absolute ceiling)",
		);
		const { budget } = model.policy;
		const askTimeout = { ...budget.askTimeout, expendable: "wait" as const };
		const policy = { ...model.policy, budget: { ...budget, askTimeout } };
		expect(viewOf({ ...model, policy }).status.modeSentence).toBe(
			"ASK: nothing is changed without a word (but at the absolute ceiling)",
		);
		const since = model.now - 60_000;
		const pending = {
			planHash: "7f3a7f3a7f3a7f3a",
			tier: "divert",
			createdAt: since,
			expiresAt: Math.floor(model.now / 3_600_000) * 3_600_000,
			generation: 1,
			steps: [{ endpoint: "qwen-32b-batch", key: "k", since }],
		} as const;
		const control = { ...model.control, word: { pending, answered: [] } };
		expect(viewOf({ ...model, control }).status.modeSentence).toMatch(
			/^ASK: 1 step waits for your word; without one it is taken at \d\d:00 \(guardrail override approve 7f3a7f3a7f3a7f3a\)$/,
		);
	});

	test("shadow says that nothing will be stopped, and everything done becomes would", () => {
		const model: ReadModel = { ...f.divertModel(), mode: "shadow" };
		const held = [f.held("qwen-32b-batch", "cap", { status: "recorded" })];
		const view = viewOf({ ...model, control: { ...model.control, held } });
		expect(view.status.modeSentence).toBe("SHADOW: nothing will be stopped");
		expect(view.held.heading).toBe("Would have been done");
		expect(view.held.items[0]?.what).toBe("would cap 4 → 1 (nothing was written)");
		expect(view.status.figures.at(-1)?.label).toBe("Would hold back");
		expect(view.actions.putBack).toBeNull();
	});

	test("the simulated account is named with its seed", () => {
		const model = { ...f.quietModel(), simulated: true };
		expect(viewOf(model, { seed: 1 }).status.account).toBe(
			"Simulated account, seed 1: nothing real is touched",
		);
		expect(viewOf(f.quietModel(), { seed: 1 }).status.account).toBeNull();
	});
});

describe("the guard's own faults", () => {
	test("stale numbers are called stale, and say until when they still prove safety", () => {
		const { status } = viewOf(f.staleModel());
		expect(status.tone).toBe("unsure");
		expect(status.sentence).toBe("Within today's budget when last seen (02:12).");
		expect(status.next).toBe("Trim ($720) cannot be passed before 16:46, even at full scale.");
		expect(status.faults).toEqual([
			"Stale: last complete look at 02:12; nothing is stopped on old numbers.",
			"Last error: GET /v2/endpoint/acme answered 503 three times",
		]);
	});

	test("a line that can have been passed unseen is said to be so", () => {
		const model = { ...f.staleModel(), now: f.at("20:00") };
		expect(viewOf(model).status.next).toBe("Trim ($720) may have been passed since 16:46.");
		expect(viewOf(model).status.faults[0]).toBe(
			"No pass since 02:49: this page shows old numbers.",
		);
	});

	test("before the first pass nothing is claimed", () => {
		const view = viewOf(f.emptyModel());
		expect(view.status.sentence).toBe(
			"No pass is finished yet: nothing is known, nothing is done.",
		);
		expect(view.status.spent).toBeNull();
		expect(view.chart).toBeNull();
		expect(view.actions).toEqual({ hold: null, putBack: null });
	});

	test("an endpoint without a price, an error of a step and a late notice are faults", () => {
		const model = f.divertModel();
		const [first] = model.endpoints;
		if (first === undefined) throw new Error("the fleet is empty");
		const unpriced = [{ ...first, pricePerHour: null }, ...model.endpoints.slice(1)];
		const broken = { lastError: "no quota", attempts: 2, nextAttemptAt: f.at("17:20") };
		const held = [f.held("flux-image", "cap", { ...broken, passesWithoutEffect: 2 })];
		const control = { ...model.control, held };
		expect(viewOf({ ...model, endpoints: unpriced, control }).status.faults).toEqual([
			"flux-image: no quota (attempt 2, next 17:20).",
			"flux-image: no effect seen for 2 passes.",
			"Without a price, counted at the dearest of their class: llama-70b-chat.",
		]);
	});

	test("a notice is late after five minutes, unless it was sent meanwhile", () => {
		const model = f.divertModel();
		const outbox = ["trim-1", "trim-2"].map((id) => f.notice(id, f.at("17:09")));
		const control = { ...model.control, outbox };
		const late = { ...model, control, now: f.at("17:15") };
		expect(viewOf(late).status.faults).toEqual(["2 notices waiting to be sent."]);
		expect(viewOf({ ...late, now: f.at("17:14") }).status.faults).toEqual([]);
		const sent = [f.sentNotice("trim-1", "17:10", "trim", "warn")];
		expect(viewOf({ ...late, sent }).status.faults).toEqual(["1 notice waiting to be sent."]);
	});

	test("many faults leave room for the answer", () => {
		const model = f.divertModel();
		const held = Array.from({ length: 50 }, () => f.held("x", "cap", { lastError: "no" }));
		const { faults } = viewOf({ ...model, control: { ...model.control, held } }).status;
		expect(faults).toHaveLength(5);
		expect(faults.at(-1)).toBe("And 46 more, listed in /api/state.");
	});
});

function withReading(
	model: ReadModel,
	change: Partial<NonNullable<ReadModel["reading"]>>,
): ReadModel {
	return {
		...model,
		reading: model.reading === null ? null : { ...model.reading, ...change },
	};
}
