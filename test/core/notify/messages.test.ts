import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blindMessage } from "../../../shared/core/notify/blind-message.ts";
import { composeMessage, shadowWords } from "../../../shared/core/notify/compose-message.ts";
import { restoredMessage } from "../../../shared/core/notify/event-message.ts";
import { tierMessage } from "../../../shared/core/notify/tier-message.ts";
import type { Message } from "../../../shared/domain/notice.ts";
import type { OutcomeKind, Step } from "../../../shared/domain/plan.ts";
import type { ActionTier, Mode } from "../../../shared/domain/policy.ts";
import { at, exactly, heldOf, policyOf, readingOf, recordOf } from "../fixture.ts";
import { messageText } from "./message-text.ts";
import { askSample, sampleMessages, stepOf, tierInput } from "./sample-messages.ts";

const modes = ["enforce", "shadow"] as const;
const kinds = Object.keys(sampleMessages("enforce"));
const everyMessage = modes.flatMap((mode) => Object.values(sampleMessages(mode)));

describe.each(modes)("in mode %s", (mode) => {
	test.each(kinds)("the message '%s' reads as its golden file", async (kind) => {
		const text = messageText(messageOf(kind, mode));
		await expect(text).toMatchFileSnapshot(`./golden/${kind}.${mode}.txt`);
	});
});

test("in mode ask a plan that waits for a word reads as its golden file", async () => {
	const text = messageText(askSample());
	await expect(text).toMatchFileSnapshot("./golden/ask.ask.txt");
	expect(text).toContain("guardrail override approve 7f3a7f3a7f3a7f3a");
});

test("in mode observe a crossing is told and nothing is said to have been done", async () => {
	const text = messageText(tierMessage(tierInput("shutdown", "observe")));
	await expect(text).toMatchFileSnapshot("./golden/tier-shutdown.observe.txt");
	expect(text).toContain("nothing was changed");
});

describe("every message", () => {
	test("fits a lock screen and an e-mail's subject, and has a body and the attributes of filters", () => {
		for (const { title, subject, sections, attributes } of everyMessage) {
			expect(title.length).toBeLessThanOrEqual(150);
			expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
			expect(sections.every((section) => section.lines.length > 0)).toBe(true);
			expect(attributes).toMatchObject({
				severity: expect.any(String),
				type: expect.any(String),
				namespace: "acme",
			});
		}
	});

	test("begins with what shadow mode means, in shadow mode and in no other", () => {
		const begins = (mode: Mode) =>
			Object.values(sampleMessages(mode)).map(({ title }) => title.startsWith(shadowWords));
		expect(new Set(begins("shadow"))).toEqual(new Set([true]));
		expect(new Set([...begins("enforce"), ...begins("observe")])).toEqual(new Set([false]));
	});

	test("that pages says so in its title", () => {
		for (const { title, severity } of everyMessage) {
			expect(title.includes("PAGE ")).toBe(severity === "page");
		}
	});

	test("is cut to size whatever the names are, with its beginning kept", () => {
		const text = fc.string({ unit: "grapheme", maxLength: 400 });
		fc.assert(
			fc.property(
				text,
				text,
				fc.constantFrom<Mode>("enforce", "shadow"),
				(namespace, title, mode) => {
					const message = composeMessage({
						namespace,
						mode,
						title,
						type: "digest",
						footer: "",
						sections: [],
						severity: "page",
					});
					expect(message.title.length).toBeLessThanOrEqual(150);
					expect(message.subject).toMatch(/^\[guardrail\] [\x20-\x7e]{0,87}$/);
					const whole = `${mode === "shadow" ? `${shadowWords} · ` : ""}PAGE ${title}`;
					expect(whole.startsWith(message.title.replace(/\.\.\.$/, ""))).toBe(true);
				},
			),
		);
	});
});

describe("a crossing", () => {
	test.each([
		["trim", "warn"],
		["divert", "warn"],
		["shutdown", "page"],
		["ceiling", "page"],
	] as const)("to %s is of severity %s", (tier, severity) => {
		expect(tierMessage(tierInput(tier, "enforce")).severity).toBe(severity);
	});

	const many = Array.from({ length: 30 }, (_, index) => stepOf(`e-${index}`));
	const applied = { kind: "applied" as const, detail: null };

	test("lists at most eight steps and eight names, and says how many more there are", () => {
		const message = tierMessage(
			tierInput("trim", "enforce", {
				acted: many.slice(0, 12).map((step) => ({ step, outcome: applied })),
				postponed: many.slice(12),
				untouched: many.map(({ endpoint }) => ({ endpoint, reason: "critical" as const })),
			}),
		);
		expect(linesUnder(message, "Steps")).toHaveLength(9);
		expect(linesUnder(message, "Steps").at(-1)).toBe("and 22 more");
		const [untouched = ""] = linesUnder(message, "Not touched");
		expect(untouched.match(/\(critical\)/g)).toHaveLength(8);
		expect(untouched).toMatch(/and 22 more$/);
	});

	test("says in the past tense what was seen, and of nothing else that it is done", () => {
		const steps = many.slice(0, 5);
		const outcomes = [applied, { ...applied, kind: "unconfirmed" as const }, null];
		const message = tierMessage(
			tierInput("trim", "enforce", {
				acted: outcomes.flatMap((outcome, index) => {
					const step = steps[index];
					return step === undefined ? [] : [{ step, outcome }];
				}),
				postponed: steps.slice(3),
			}),
		);
		expect(message.title).toMatch(/: 1 capped, 4 more to come\b/);
		expect(linesUnder(message, "Done")).toEqual([]);
		expect(linesUnder(message, "Steps").map((line) => line.split("  ")[1])).toEqual([
			"capped, max 4 → 1",
			"capped, max 4 → 1, sent and not yet seen",
			"will be capped, max 4 → 1",
			"will be capped, max 4 → 1",
			"will be capped, max 4 → 1",
		]);
	});

	test("in shadow mode promises nothing: no step will be done, each would be", () => {
		const acted = many.slice(0, 1).map((step) => ({ step, outcome: null }));
		const parts = { acted, postponed: many.slice(1, 3) };
		const message = tierMessage(tierInput("trim", "shadow", parts));
		expect(linesUnder(message, "Would have been done")).toEqual(
			["e-0", "e-1", "e-2"].map((name) => `${name}  would be capped, max 4 → 1  −$3.00/h`),
		);
	});

	test("heads its steps by what is true of all of them, and names first what failed", () => {
		const headed = (...kinds: readonly OutcomeKind[]) => {
			const acted = kinds.map((kind, index) => ({
				step: many[index] as Step,
				outcome: { kind, detail: null },
			}));
			const message = tierMessage(tierInput("trim", "enforce", { acted, postponed: [] }));
			const { heading, lines } = message.sections[1] ?? { heading: null, lines: [] };
			return [heading, lines[0]?.includes("not changed")];
		};
		expect(headed("applied", "applied")).toEqual(["Done", false]);
		expect(headed("unconfirmed")).toEqual(["To come", false]);
		expect(headed("rejected")).toEqual(["Not done", true]);
		expect(headed("applied", "rejected")).toEqual(["Steps", true]);
	});

	test("of which every step was refused says so, and heads none of them as done", () => {
		const refused = { kind: "rejected" as const, detail: "403" };
		const acted = many.slice(0, 2).map((step) => ({ step, outcome: refused }));
		const message = tierMessage(tierInput("trim", "enforce", { acted, postponed: [] }));
		expect(message.title).toMatch(/: nothing was changed, 2 failed$/);
		expect(linesUnder(message, "Done")).toEqual([]);
		expect(linesUnder(message, "Not done")).toHaveLength(2);
	});

	test.each([
		["certain", 160],
		["possible", 149],
		["possible", 150],
		["impossible", 100],
	])(
		"calls the next line %s where the day's floor is $%d and its ceiling half as much again",
		(word, usd) => {
			const reading = readingOf({ floorMicroUsd: usd * 1e6, ceilingMicroUsd: usd * 1.5e6 });
			const text = messageText(tierMessage(tierInput("trim", "enforce", { reading })));
			expect(text).toContain(`Next: divert at $150, ${word} today.`);
		},
	);

	test("to the ceiling names no next line", () => {
		expect(messageText(tierMessage(tierInput("ceiling", "enforce")))).not.toContain("Next:");
	});

	test("carries the tier and the whole percents for filters, rounded down", () => {
		const of = (tier: ActionTier) => tierMessage(tierInput(tier, "enforce")).attributes;
		expect(of("trim")).toMatchObject({ tier: "trim", spentPercent: "120" });
		expect(of("shutdown")).toMatchObject({ tier: "shutdown", spentPercent: "200" });
	});
});

test("what is back, and what is not, is listed up to eight each", () => {
	const context = {
		namespace: "acme",
		mode: "enforce" as const,
		policy: policyOf(),
		now: at("00:20"),
	};
	const many = Array.from({ length: 20 }, (_, index) => `e-${index}`);
	const message = restoredMessage(context, {
		back: many.map((endpoint) => ({ held: heldOf({ endpoint }), record: recordOf({ endpoint }) })),
		waiting: many.map((endpoint) => ({ endpoint, reason: "over-budget" as const })),
		reading: readingOf(),
	});
	for (const heading of ["Back", "Not back"]) {
		expect(linesUnder(message, heading)).toHaveLength(9);
		expect(linesUnder(message, heading).at(-1)).toBe("and 12 more");
	}
	expect(message.title).toBe("acme: 20 of 40 endpoints back exactly as they were");
});

describe("a guard that is blind says whether there is time", () => {
	const saidAt = (now: string, ceilingUsd: number, ratio = 0.5) => {
		const reading = readingOf({ ratio, at: at("12:00"), ceilingMicroUsd: ceilingUsd * 1e6 });
		const context = {
			namespace: "acme",
			mode: "enforce" as const,
			policy: policyOf(),
			now: at(now),
		};
		return messageText(blindMessage(context, { since: at("12:00"), reading, problem: null }));
	};

	test("until when the next line holds, with everything at its maximum", () => {
		// From $50 the trim line is $70 away, and at most $140 come in the 12 hours that are left.
		expect(saidAt("12:03", 190)).toContain("Safe until 18:00: even with all");
		expect(saidAt("12:03", 120)).toContain("Safe today: even with all");
	});

	test("and that it cannot be excluded any more once that is over", () => {
		expect(saidAt("18:00", 190)).toContain("Not safe since 18:00:");
	});

	test("and nothing of a day that it has not seen, or above the last line", () => {
		const unseen = { spent: exactly(0), ratePerHour: exactly(0), at: at("12:00") };
		const context = {
			namespace: "acme",
			mode: "enforce" as const,
			policy: policyOf(),
			now: at("12:03"),
		};
		const facts = { since: at("12:00"), reading: readingOf(unseen), problem: null };
		expect(messageText(blindMessage(context, facts))).not.toMatch(/safe/i);
		expect(saidAt("12:03", 400, 3.1)).not.toMatch(/safe/i);
	});
});

function messageOf(kind: string, mode: Mode): Message {
	const message = sampleMessages(mode)[kind];
	if (message === undefined) throw new Error(`no message ${kind}`);
	return message;
}

function linesUnder(message: Message, heading: string): readonly string[] {
	return message.sections.find((section) => section.heading === heading)?.lines ?? [];
}
