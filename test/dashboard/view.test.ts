import { describe, expect, test } from "vitest";
import { viewOf } from "../../shared/dashboard/view.ts";
import type { HeldStatus } from "../../shared/domain/control.ts";
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

	test("the figures say rate, last hour, and at least, likely, at most", () => {
		expect(viewOf(f.divertModel()).status.figures).toEqual([
			{ label: "Now", value: "$55.60/h", note: "2.2 × even spending" },
			{ label: "Last 60 min", value: "$59.65 of $25.00", note: "238 % of the hourly line" },
			{
				label: "By midnight",
				value: "$1,134 at least · $1,310 likely · $1,423 at most",
				note: "218 % of budget likely",
			},
			{ label: "Held back", value: "−$21.60/h", note: "3 of 8 endpoints" },
		]);
	});

	test("spend that is not final is shown with both bounds", () => {
		const spent = { lo: microUsdOf(970), point: microUsdOf(978.11), hi: microUsdOf(990) };
		expect(viewOf(withReading(f.divertModel(), { spent })).status.between).toBe(
			"Metering is not final: between $970.00 and $990.00.",
		);
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

	test("many faults leave room for the answer", () => {
		const model = f.divertModel();
		const held = Array.from({ length: 50 }, () => f.held("x", "cap", { lastError: "no" }));
		const { faults } = viewOf({ ...model, control: { ...model.control, held } }).status;
		expect(faults).toHaveLength(5);
		expect(faults.at(-1)).toBe("And 46 more, listed in /api/state.");
	});
});

describe("what is held", () => {
	const words: Readonly<Record<HeldStatus, string>> = {
		intended: "to be capped 4 → 1, not yet done",
		applied: "capped 4 → 1",
		recorded: "would cap 4 → 1 (nothing was written)",
		superseded: "changed by a person, left alone until 14:36",
		restoring: "was capped 4 → 1, on its way back since 13:36",
		restored: "back as it was since 13:36",
	};

	test.each(Object.entries(words))("status %s is told in its own tense", (status, expected) => {
		const held = [f.held("qwen-32b-batch", "cap", { status: status as HeldStatus })];
		const model = f.divertModel();
		const view = viewOf({ ...model, control: { ...model.control, held } });
		expect(view.held.items[0]?.what).toBe(expected);
	});

	test("a paused endpoint says when it comes back, and what it was", () => {
		const view = viewOf(f.shutdownModel());
		const row = view.fleet.rows.find(({ name }) => name === "qwen-32b-batch");
		expect(row?.held).toBe("paused, back after 00:15 tomorrow");
		expect(view.held.items.find(({ endpoint }) => endpoint === "qwen-32b-batch")?.was).toBe(
			"running, min 1, max 4",
		);
	});

	test("an endpoint held since an earlier day is due back, not back tomorrow", () => {
		const held = [f.held("flux-image", "pause", { periodKey: "2026-11-18" })];
		const model = f.divertModel();
		const view = viewOf({ ...model, control: { ...model.control, held } });
		expect(view.held.items[0]?.back).toBe("due back since 00:15");
	});
});

describe("what comes next and what is not touched", () => {
	test("the next line's plan is told with its dollars, the later pass and the reasons", () => {
		const next = viewOf(f.divertModel()).planNext;
		expect(next?.heading).toBe("Would do next at $1,200 (shutdown), saves $44.30/h");
		expect(next?.groups.map(({ title }) => title)).toEqual([
			"cap",
			"pause",
			"one pass later: pause",
		]);
		expect(next?.groups[0]?.steps[0]).toEqual({
			endpoint: "llama-70b-chat",
			what: "max 6 → 1",
			saves: "−$30.00/h",
		});
		expect(next?.untouched).toEqual([{ reason: "protected by the policy", names: "bge-embed" }]);
	});

	test("endpoints that the present tier leaves alone are listed by reason", () => {
		const now = viewOf(f.divertModel()).planNow;
		expect(now?.heading).toBe("Nothing left to do at divert");
		expect(now?.untouched).toContainEqual({
			reason: "critical",
			names: "llama-70b-chat, llama-8b-chat",
		});
		expect(now?.remarks).toEqual(["No cheaper route is set up."]);
	});

	test("a long list of steps ends at eight and says how many more", () => {
		const steps = Array.from({ length: 20 }, (_, index) => f.step(`e${index}`, "pause", 1));
		const model = { ...f.divertModel(), planNext: { ...f.shutdownPlan, steps, postponed: [] } };
		const group = viewOf(model).planNext?.groups[0];
		expect([group?.steps.length, group?.more]).toEqual([8, 12]);
	});
});

describe("the fleet and what callers get", () => {
	test("endpoints stand by today's spend, with share, replicas and hardware", () => {
		const { rows, summary } = viewOf(f.divertModel()).fleet;
		expect(summary).toBe("8 endpoints · 14 replicas ready · $55.60/h");
		expect(rows[0]).toEqual({
			name: "llama-70b-chat",
			state: "running",
			criticality: "critical",
			replicas: "4 of 4, max 6",
			hardware: "nvidia-h200 x2",
			region: "us-east-1",
			rate: "$40.00/h",
			today: "$598.83",
			share: "61 %",
			held: null,
		});
		expect(rows.map(({ name }) => name)).toContain("bge-embed");
	});

	test("what still answers is said before what does not", () => {
		expect(viewOf(f.shutdownModel()).fleet.answers).toEqual([
			{ label: "Answers:", names: "llama-70b-chat, llama-8b-chat, bge-embed, sentiment" },
			{
				label: "Does not answer (paused, HTTP 400):",
				names: "qwen-32b-batch, mixtral-exp-2, flux-image, whisper-batch",
			},
		]);
	});

	test("a thousand endpoints are cut at a hundred rows, and the rest is counted", () => {
		const [first] = f.fleet();
		if (first === undefined) throw new Error("the fleet is empty");
		const endpoints = Array.from({ length: 1_000 }, () => first);
		const { rows, more } = viewOf({ ...f.divertModel(), endpoints }).fleet;
		expect([rows.length, more]).toEqual([100, 900]);
	});
});

describe("what a person can do", () => {
	test("a hold says what it can cost at most and when it ends", () => {
		const { hold } = viewOf(f.divertModel()).actions;
		expect(hold?.button).toBe("Hold 2 h · up to $132 until 19:14");
	});

	test("a hold never passes the end of the budget day", () => {
		const model = { ...f.shutdownModel(), now: f.at("23:00") };
		expect(viewOf(model).actions.hold?.button).toMatch(/^Hold · up to .* until 00:00 tomorrow$/);
	});

	test("putting back names the endpoints and the money before it is pressed", () => {
		expect(viewOf(f.divertModel()).actions.putBack).toEqual({
			title: "Put everything back now · +$21.60/h",
			effect: "3 endpoints as before: qwen-32b-batch, flux-image, whisper-batch.",
		});
	});
});

describe("what happened", () => {
	test("tiers, overrides in force with end and actor, and notices are told newest first", () => {
		const { log } = viewOf(f.shutdownModel());
		expect(log.history.map(({ at, what }) => `${at} ${what}`)).toEqual([
			"20:57 Shutdown",
			"15:56 Divert",
			"13:34 Trim",
			"00:00 Within budget",
		]);
		expect(log.overrides).toEqual([
			{
				at: "until 23:10",
				what: "protect, sentiment",
				detail: "ann: launch demo this evening",
			},
		]);
		expect(log.sent[0]?.detail).toBe("page, to slack");
	});

	test("an override that is over is not shown as in force", () => {
		const model = { ...f.shutdownModel(), now: f.at("23:10") };
		expect(viewOf(model).log.overrides).toEqual([]);
	});

	test("a notice that went to two channels is one line", () => {
		const model = f.divertModel();
		const copies = model.sent.map((notice) => ({ ...notice, channel: "console" }));
		const { sent } = viewOf({ ...model, sent: [...model.sent, ...copies] }).log;
		expect(sent).toHaveLength(2);
		expect(sent[0]?.detail).toBe("warn, to slack, console");
	});
});

test("the same model always gives the same view", () => {
	expect(viewOf(f.shutdownModel())).toEqual(viewOf(f.shutdownModel()));
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
