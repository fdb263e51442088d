import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { emailText } from "../../../shared/adapters/aws/email-text.ts";
import { exampleNotice } from "../../contract/receiver-notices.ts";

const { message } = exampleNotice();

test("a notice reads from top to bottom: title, what happened, what was left, the link", () => {
	expect(emailText(message)).toBe(
		[
			"PAGE acme at 203 % of today's budget: 2 paused, 1 capped, −$21.60/h",
			"",
			"$406.10 of $200 · over the shutdown line ($400) at 14:05",
			"",
			"Done",
			"llama-70b paused, −$16.00/h",
			"mistral-7b paused, −$5.60/h",
			"",
			"Not touched",
			"chat-prod (critical), search (protected)",
			"",
			"back from 00:15 by itself · https://example.org/guardrail/acme",
		].join("\n"),
	);
});

test("a message of 200 lines keeps its title and footer and says how many lines are missing", () => {
	const lines = Array.from({ length: 200 }, (_, n) => `endpoint-${n} paused`);
	const text = emailText({ ...message, sections: [{ heading: "Done", lines }] }).split("\n");
	expect(text).toHaveLength(25);
	expect(text[0]).toBe(message.title);
	expect(text.at(-1)).toBe(message.footer);
	expect(text.at(-3)).toBe("and 181 more lines on the page");
});

test("a link longer than a line is not broken", () => {
	const link = `https://example.org/${"a".repeat(90)}`;
	expect(
		emailText({ ...message, footer: `See ${link}` })
			.split("\n")
			.slice(-2),
	).toEqual(["See", link]);
});

const line = fc.string({ maxLength: 300, unit: "binary" });
property.prop([
	fc.record({
		title: line,
		footer: line,
		sections: fc.array(fc.record({ heading: fc.option(line), lines: fc.array(line) })),
	}),
])("any message has at most 25 lines of at most 72 columns, longer single words aside", (parts) => {
	const lines = emailText({ ...message, ...parts }).split("\n");
	expect(lines.length).toBeLessThanOrEqual(25);
	for (const text of lines) {
		if (text.includes(" ")) expect(Array.from(text).length).toBeLessThanOrEqual(72);
		expect(text).not.toMatch(/\p{Cc}/u);
	}
});
