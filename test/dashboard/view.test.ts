import { describe, expect, test } from "vitest";
import { viewOf } from "../../shared/dashboard/view.ts";
import type { HeldStatus } from "../../shared/domain/control.ts";
import * as f from "./fixture.ts";

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

	test("a held endpoint says which tier asked, what a harder line does, and that it stays so until then", () => {
		const model = f.divertModel();
		const held = [f.held("qwen-32b-batch", "cap")];
		const next = { tier: "shutdown", ratio: 2, method: "pause", maxReplica: null } as const;
		const heldNext = [{ endpoint: "qwen-32b-batch", ...next, isSure: true }];
		const untouched = [{ endpoint: "qwen-32b-batch", reason: "at-floor" } as const];
		const planNow = { ...model.planNow, ...f.noSteps, tier: "divert", untouched, remarks: [] };
		const control = { ...model.control, held };
		const shown = { ...model, control, heldNext, planNow: planNow as typeof model.planNow };
		const view = viewOf(shown);
		expect(view.held.items[0]).toMatchObject({ tier: "trim", next: "paused at 200 %" });
		expect(view.planNow).toMatchObject({ stays: "qwen-32b-batch", untouched: [] });
		expect(viewOf({ ...shown, mode: "shadow" }).held.items[0]?.next).toBeNull();
	});

	test("a second rung is told with its own time, not with that of the first", () => {
		const written = { paused: true, minReplica: 0, maxReplica: 0, updatedAt: null };
		const at = f.at("20:57");
		const change = { heldSince: f.at("13:34"), written: { ...written, at } };
		const held = [f.held("flux-image", "pause", change)];
		const model = f.shutdownModel();
		const view = viewOf({ ...model, control: { ...model.control, held } });
		expect(view.held.items[0]).toMatchObject({ what: "paused", at: "20:57" });
	});

	test("an endpoint held since an earlier day is due back, not back tomorrow", () => {
		const held = [f.held("flux-image", "pause", { periodKey: "2026-11-18" })];
		const model = f.divertModel();
		const view = viewOf({ ...model, control: { ...model.control, held } });
		expect(view.held.items[0]?.back).toBe("due back since 00:15");
		const waits = [{ endpoint: "flux-image", words: "waits for fresh data" }];
		const why = viewOf({ ...model, waits, control: { ...model.control, held } });
		expect(why.held.items[0]?.back).toBe("due back since 00:15: waits for fresh data");
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

	test("a group's next line stands as the namespace's does, with its steps and their money", () => {
		const model = f.divertModel();
		const group = { ...f.policy.budget, name: "research", members: [{ name: "flux-image" }] };
		const reading = {
			...f.readingOf({ time: "17:14", spent: 50, rate: 5, hour: 5, futures: [60, 70, 80] }),
			budget: "research",
		};
		const steps = [f.step("flux-image", "pause", 1.8)];
		const plan = { ...f.shutdownPlan, steps, postponed: [], chosen: null, other: null };
		const policy = { ...model.policy, groups: [group, { ...group, name: "later" }] };
		const groups = policy.groups.map(({ name }) => ({
			reading: { ...reading, budget: name },
			endpoints: [],
		}));
		const spending = { ...model.spending, groups };
		const planNextGroups = [{ group: "research", plan }];
		const views = viewOf({
			...model,
			policy,
			spending,
			planNextGroups,
		}).planGroups;
		expect(views.map(({ heading }) => heading)).toEqual([
			"Group research next at $1,200 (shutdown), saves $1.80/h",
			"Group later",
		]);
		expect(views[0]?.groups[0]?.steps).toMatchObject([
			{ endpoint: "flux-image", saves: "−$1.80/h" },
		]);
		expect(views[0]?.effects[0]).toMatch(/^Group research \(8 % of \$600\): when it passes/);
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
