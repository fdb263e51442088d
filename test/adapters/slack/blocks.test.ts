import fc from "fast-check";
import { expect, test } from "vitest";
import { slackMessage } from "../../../shared/adapters/slack/blocks.ts";
import type { Message } from "../../../shared/domain/notice.ts";
import { shutdownMessage } from "./notice-sample.ts";

function messageOf(change: Partial<Message>): Message {
	return { ...shutdownMessage, ...change };
}

function linesOf(message: Message): readonly string[] {
	return slackMessage(message).blocks.flatMap((block) => {
		const text = block.type === "context" ? block.elements[0]?.text : block.text.text;
		return (text ?? "").split("\n");
	});
}

function markdown(text: string) {
	return { type: "mrkdwn", text, verbatim: true };
}

test("a notice becomes a header, its sections and a footer, and a text that stands alone", () => {
	expect(slackMessage(shutdownMessage)).toEqual({
		text: "PAGE acme 200 %: 2 paused, 2 at one replica, −$34.93/h",
		blocks: [
			{
				type: "header",
				text: {
					type: "plain_text",
					text: "PAGE acme 200 %: 2 paused, 2 at one replica, −$34.93/h",
				},
			},
			{
				type: "section",
				text: markdown("$1,200.80 of $600.00, crossed 20:57 (Europe/Berlin)"),
			},
			{
				type: "section",
				text: markdown(
					"*NOT ANSWERING (HTTP 400)*\nqwen-32b-batch  paused  −$5.00/h\nmixtral-exp-2  paused  −$3.60/h",
				),
			},
			{ type: "section", text: markdown("*NOT TOUCHED* bge-embed: protected") },
			{
				type: "context",
				elements: [markdown("Back by itself 00:15. Undo: guardrail restore --all")],
			},
		],
	});
});

test("names with & < > and mentions stay text", () => {
	const message = messageOf({ title: "a & <!channel>", sections: [], footer: "<@U1> & co" });
	expect(slackMessage(message).text).toBe("a &amp; &lt;!channel&gt;");
	expect(linesOf(message)).toEqual(["a &amp; &lt;!channel&gt;", "&lt;@U1&gt; &amp; co"]);
});

test("a long list ends with the count of what is not shown", () => {
	const lines = Array.from({ length: 20 }, (_, index) => `endpoint-${index + 1}`);
	const message = messageOf({ sections: [{ heading: "PAUSED", lines }] });
	const shown = linesOf(message);
	expect(shown).toHaveLength(12);
	expect(shown.slice(-3)).toEqual(["endpoint-8", "and 12 more", shutdownMessage.footer]);
});

test("a list that fits is never shortened", () => {
	const lines = Array.from({ length: 9 }, (_, index) => `endpoint-${index + 1}`);
	expect(linesOf(messageOf({ sections: [{ heading: "PAUSED", lines }] })).join()).not.toContain(
		"more",
	);
});

test("the longest section is shortened first", () => {
	const many = Array.from({ length: 10 }, (_, index) => `endpoint-${index + 1}`);
	const sections = [
		{ heading: "PAUSED", lines: many },
		{ heading: "NOT TOUCHED", lines: ["bge-embed", "flux"] },
	];
	const shown = linesOf(messageOf({ sections }));
	expect(shown).toContain("flux");
	expect(shown).toContain("and 5 more");
});

test("a list that was shortened before is counted whole", () => {
	const lines = [
		...Array.from({ length: 13 }, (_, index) => `endpoint-${index + 1}`),
		"and 5 more",
	];
	const shown = linesOf(messageOf({ sections: [{ heading: "PAUSED", lines }] }));
	expect(shown).toContain("endpoint-8");
	expect(shown).toContain("and 10 more");
});

test("facts without a heading are kept whole where lists can be shortened", () => {
	const facts = ["spent", "rate", "by the day's end", "dearest"];
	const many = Array.from({ length: 12 }, (_, index) => `endpoint-${index + 1}`);
	const sections = [
		{ heading: null, lines: facts },
		{ heading: "DONE", lines: many },
		{ heading: "NOT TOUCHED", lines: ["bge-embed"] },
	];
	const shown = linesOf(messageOf({ sections }));
	expect(shown).toEqual(expect.arrayContaining(facts));
	expect(shown).toHaveLength(12);
	expect(shown).toContain("*NOT TOUCHED* bge-embed");
	expect(shown).toContain("and 9 more");
});

const line = fc.string({
	unit: fc.constantFrom("a", "&", "<", ">", "🚦", "\n", "\u001b"),
	maxLength: 4_000,
});
const anyMessage = fc.record({
	title: line,
	subject: fc.constant("subject"),
	footer: line,
	sections: fc.array(
		fc.record({ heading: fc.option(line), lines: fc.array(line, { maxLength: 30 }) }),
		{ maxLength: 15 },
	),
});

test("no message is over Slack's limits or 12 lines high, and every & begins an entity", () => {
	const property = fc.property(anyMessage, (change) => {
		const message = slackMessage(messageOf(change));
		for (const block of message.blocks) {
			const text = block.type === "context" ? block.elements[0]?.text : block.text.text;
			expect(text?.length).toBeGreaterThan(0);
			expect(text?.length).toBeLessThanOrEqual(block.type === "header" ? 150 : 3_000);
			expect(text?.replaceAll(/&(amp|lt|gt);/g, "")).not.toMatch(/[&<>]|\p{Cc}(?<!\n)/u);
			expect(text?.isWellFormed()).toBe(true);
		}
		expect(linesOf(messageOf(change)).length).toBeLessThanOrEqual(12);
		expect(message.text.length).toBeLessThanOrEqual(150);
	});
	fc.assert(property, { numRuns: 300 });
});
