import { describe, expect, test } from "vitest";
import { viewOf } from "../../shared/dashboard/view.ts";
import * as f from "./fixture.ts";

describe("under a stop-now", () => {
	const quiet = f.quietModel();
	const stop = {
		id: "stop-1",
		kind: "stop-now",
		namespace: "acme",
		endpoint: null,
		actor: "ana",
		reason: "a runaway client",
		grantedAt: f.at("03:50"),
		expiresAt: f.at("06:00"),
	} as const;
	const [usual] = [f.held("flux-image", "pause", {})];
	const held = [{ ...usual, written: { ...usual.written, at: f.at("03:51") } }];
	const model = { ...quiet, overrides: [stop], control: { ...quiet.control, held } };

	test("the page is not green, and names who ordered it, until when and how much is paused", () => {
		const { status } = viewOf(model);
		expect(status.tone).toBe("unsure");
		expect(status.sentence).toBe(
			"Within today's budget. By order of ana what shutdown would stop is stopped until 06:00 (stop-now). 1 of 8 endpoints are paused by it.",
		);
	});

	test("what it paused says so, and comes back after the order", () => {
		const [item] = viewOf(model).held.items;
		expect(item?.what).toBe("paused, by order of ana until 06:00");
		expect(item?.back).toBe("back after the order ends");
		const before = [{ ...usual, written: { ...usual.written, at: f.at("03:40") } }];
		const earlier = viewOf({ ...model, control: { ...model.control, held: before } });
		expect(earlier.held.items[0]?.what).toBe("paused");
	});
});

describe("a tier of the trailing hour", () => {
	const hour = { tier: "shutdown", dayTier: "ok", times: 1, belowSince: null } as const;
	const since = f.at("04:02");
	const history = [
		{ at: since, tier: "shutdown", ratio: 2.08, window: "hour", reason: "above-threshold" },
	] as const;

	test("is told as the hour's with its numbers, beside the day's, and not in the day's chart", () => {
		const quiet = f.quietModel();
		const control = {
			...quiet.control,
			tier: "shutdown" as const,
			tierSince: since,
			hour,
			history,
		};
		const { status, chart, log } = viewOf({ ...quiet, control });
		expect(status.sentence).toBe(
			"Shutdown of the hour (over 200 % of $25; the last 60 min spent $20.40, 81 %) since 04:02; the day is at $72.60 of $600, 12 %.",
		);
		expect(chart?.lines.map((line) => line.since)).toEqual(["", "", "", ""]);
		expect(log.history[0]?.detail).toBe("at 208 % of the hourly budget: spend passed the line");
	});

	test("of a group is told as the group's hour", () => {
		const quiet = f.quietModel();
		const group = {
			budget: "research",
			periodKey: "2026-11-19",
			tier: "trim",
			tierSince: since,
			hour: { ...hour, tier: "trim" },
			belowSince: null,
			uncertainSince: null,
			endedAt: null,
		} as const;
		const { status } = viewOf({ ...quiet, control: { ...quiet.control, groups: [group] } });
		expect(status.sentence).toContain(
			"Group research: trim of the hour (over 120 % of $5; the last 60 min spent $5.80, 23 %) since 04:02.",
		);
	});
});

test("a group that no endpoint matches is told as a fault of the page, others are not", () => {
	const quiet = f.quietModel();
	const groupOf = (name: string, member: string) => ({
		...quiet.policy.budget,
		name,
		members: [{ name: member }],
	});
	const groups = [groupOf("research", "nobody-*"), groupOf("image", "flux-*")];
	const { status } = viewOf({ ...quiet, policy: { ...quiet.policy, groups } });
	expect(status.faults).toEqual(["Group research matches no endpoint: nothing is counted in it."]);
});
