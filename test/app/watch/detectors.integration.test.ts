import { describe, expect, test } from "vitest";
import { defaultAccounting } from "../../../shared/config/accounting-schema.ts";
import { defaultAlerts } from "../../../shared/config/alerts-schema.ts";
import { rulesOf } from "../../../shared/core/detect/rules.ts";
import type { Notice } from "../../../shared/domain/notice.ts";
import { between } from "../../../shared/simulator/scenarios/calendar.ts";
import { scaling } from "../../../shared/simulator/scenarios/fleet.ts";
import { constant, sum } from "../../../shared/simulator/traffic/traffic.ts";
import { stories } from "./detector-stories.ts";
import { endpoint, hourMs, minuteMs, watched } from "./watched-account.ts";

const timeoutMs = 120_000;
const names = Object.keys(stories);

test("every detector has its story", () => {
	const rules = Object.values(rulesOf(defaultAlerts, defaultAccounting.bill)).map(({ id }) => id);
	expect(names.toSorted()).toEqual(rules.toSorted());
});

describe.each(names)("%s", (rule) => {
	test("fires once, in time, with its evidence, and is over when its cause is", {
		timeout: timeoutMs,
	}, async () => {
		const story = stories[rule];
		if (story === undefined) throw new Error(`${rule} has no story`);
		const { changes, notices, problems } = await watched(story);
		const own = changes.filter((change) => change.rule === rule);
		const [fired] = own;
		expect(own.filter(({ kind }) => kind === "fired")).toHaveLength(1);
		expect(own.at(-1)).toMatchObject({ kind: "resolved" });
		expect(fired).toMatchObject({ severity: story.severity, endpoint: story.on });
		expect(fired?.evidence).toMatchObject(story.evidence);
		expect(fired?.minute).toBeGreaterThanOrEqual(story.fires[0]);
		expect(fired?.minute).toBeLessThanOrEqual(story.fires[1]);
		expect(problems.filter((line) => !line.startsWith("meter-pass-failed"))).toEqual([]);
		if (story.severity === "info" || rule === "guard-blind") return;
		expect(
			linesOn(rule, notices).filter(
				(line) => !/ {2}(?:still|graver|no longer a (?:page|warning)): /.test(line),
			),
		).toHaveLength(1);
	});
});

/** What notices say of a rule while it goes on. */
function linesOn(rule: string, notices: readonly Notice[]): readonly string[] {
	const lines = notices.flatMap(({ message }) =>
		message.sections.flatMap((section) => section.lines),
	);
	return lines.filter((line) => line.endsWith(`[${rule}]`));
}

test("replicas above what is expected page in the very pass whose list shows them, on the minute", {
	timeout: timeoutMs,
}, async () => {
	const wanted = { compute: { scaling: { minReplica: 9, maxReplica: 9 } } };
	const change = { kind: "update" as const, endpoint: "chat", body: wanted };
	const raisedAt = 32.5;
	const { changes, notices } = await watched({
		endpoints: [endpoint()],
		timeline: [{ at: raisedAt * minuteMs, actor: "ann", change }],
		hours: 1,
	});
	const paged = changes.find(({ rule }) => rule === "replica-runaway");
	expect(paged).toMatchObject({ kind: "fired", minute: 33, severity: "page" });
	const [notice] = linesOn("replica-runaway", notices);
	expect(notice).toContain("chat: 9 replicas, expected at most 4");
	const causes = notices
		.flatMap(({ message }) => message.sections)
		.find(({ heading }) => heading === "What changed");
	expect(causes?.lines[0]).toMatch(/^chat {2}minReplica 1 → 9, maxReplica 4 → 9 by ann, \+\$/);
});

test("the budget of a group has alerts of its own, named after it, with the causes of its members", {
	timeout: timeoutMs,
}, async () => {
	const { changes, notices } = await watched({
		endpoints: [
			endpoint({
				scaling: scaling(1, 12),
				traffic: sum(constant(0.9), between(hourMs, 3 * hourMs, 40)),
			}),
			endpoint({ name: "other" }),
		],
		policy: "groups: [{name: research, dailyBudgetUsd: 30, endpoints: [{name: chat}]}]",
		hours: 11,
	});
	const own = changes.filter(({ rule }) => rule === "burn-rate");
	expect(own[0]).toMatchObject({ kind: "fired", severity: "page", group: "research" });
	expect(own.at(-1)).toMatchObject({ kind: "resolved", group: "research" });
	expect(own.every(({ group }) => group === "research")).toBe(true);
	expect(linesOn("burn-rate", notices)[0]).toContain("group research: $");
	const ofGroup = notices.filter(({ message }) => message.title.includes("group research"));
	const budgets = ofGroup.flatMap(({ message }) =>
		message.sections.filter(({ heading }) => heading === "Budget").flatMap(({ lines }) => lines),
	);
	expect(budgets.some((line) => /^group research: \$[\d.]+ of \$30 today/.test(line))).toBe(true);
	const causes = notices
		.flatMap(({ message }) => message.sections)
		.filter(({ heading }) => heading === "What changed")
		.flatMap(({ lines }) => lines);
	expect(causes.length).toBeGreaterThan(0);
	expect(causes.every((line) => line.startsWith("chat "))).toBe(true);
});
