import { describe, expect, test } from "vitest";
import { defaultAccounting } from "../../../shared/config/accounting-schema.ts";
import { defaultAlerts } from "../../../shared/config/alerts-schema.ts";
import { rulesOf } from "../../../shared/core/detect/rules.ts";
import { alertMessage } from "../../../shared/core/notify/alert-message.ts";
import { alertLine } from "../../../shared/core/notify/alert-text.ts";
import { messageText } from "./message-text.ts";
import { alertOf, evidenceByRule, sampleAlerts } from "./sample-alerts.ts";

const kinds = Object.keys(sampleAlerts("enforce"));

describe.each(["enforce", "shadow"] as const)("in mode %s", (mode) => {
	test.each(kinds)("the notice '%s' reads as its golden file", async (kind) => {
		const input = sampleAlerts(mode)[kind];
		if (input === undefined) throw new Error(`there is no ${kind}`);
		const message = alertMessage(input);
		await expect(messageText(message)).toMatchFileSnapshot(`./golden/${kind}.${mode}.txt`);
		expect(message.title.length).toBeLessThanOrEqual(150);
		expect(message.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
	});
});

test.each(Object.values(rulesOf(defaultAlerts, defaultAccounting.bill)).map(({ id }) => id))(
	"an alert of %s is told in words, with every number that its line names",
	(rule) => {
		const text = alertLine(alertOf({ rule, evidence: evidenceByRule[rule] ?? {} }));
		expect(text).not.toMatch(/unknown|undefined|NaN|^chat: [a-z-]+$/);
	},
);

test("an alert whose evidence was let go is told without it", () => {
	for (const rule of Object.keys(evidenceByRule)) {
		expect(alertLine(alertOf({ rule, evidence: {} }))).not.toMatch(/undefined|NaN/);
	}
});

test("an alert of a group carries the group's own budget, and advice that an order or the policy can carry out", () => {
	const [input] = Object.values(sampleAlerts("enforce"));
	if (input?.reading == null) throw new Error("there is no sample with a reading");
	const { groupRunbook = "" } = rulesOf(defaultAlerts, defaultAccounting.bill).hourlySpend;
	const alert = alertOf({ rule: "burn-rate", endpoint: null, group: "research" });
	const own = { ...input.reading, budgetMicroUsd: 30_000_000 };
	const groups = [{ name: "research", reading: own }];
	const message = alertMessage({ ...input, told: [{ kind: "fired", alert }], groups });
	const budget = message.sections.find(({ heading }) => heading === "Budget");
	expect(budget?.lines).toEqual([expect.stringMatching(/^group research: .* of \$30 today/)]);
	expect(groupRunbook).toContain("no order raises it");
});

test("a hundred alerts of one pass are one notice that lists the gravest eight", () => {
	const [input] = Object.values(sampleAlerts("enforce"));
	if (input === undefined) throw new Error("there is no sample");
	const told = Array.from({ length: 100 }, (_, n) => ({
		kind: "fired" as const,
		alert: alertOf({ endpoint: `chat-${n}`, severity: n === 50 ? "page" : "warn" }),
	}));
	const message = alertMessage({ ...input, told });
	expect(message.severity).toBe("page");
	expect(message.title).toContain("chat-50");
	expect(message.title).toContain("and 99 more");
	expect(message.sections[0]?.lines).toHaveLength(9);
});
