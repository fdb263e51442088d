import { expect, test } from "vitest";
import { askMessage } from "../../../shared/core/notify/ask-message.ts";
import { exactly, policyOf, readingOf } from "../fixture.ts";
import { askedSample, decisionOf } from "./sample-messages.ts";

test("a question of the hour names the hour and its numbers in the title and beside the day's", () => {
	const { asked, waiting } = askedSample();
	const reading = readingOf({ ratio: 0.2, trailingHour: exactly(9), hourRatio: 2.16 });
	const decision = { ...decisionOf("shutdown"), window: "hour" as const };
	const context = { namespace: "acme", policy: policyOf(), mode: "ask" as const, now: 0 };
	const { title, sections } = askMessage(context, { asked, waiting, reading, decision });
	expect(title).toContain("acme at 216 % of the hourly budget: 2 steps wait");
	expect(sections[0]?.lines[0]).toContain("$20.00 of $100 · last 60 min $9.00 of $4.17 · now");
});

test("a group is promised no ceiling but its own", () => {
	const { asked, waiting } = askedSample();
	const policy = policyOf();
	const facts = { asked, waiting, reading: readingOf(), decision: decisionOf("trim") };
	const promised = (hasCeiling: boolean) => {
		const budget = { ...policy.budget, name: "research", members: [], hasCeiling };
		const context = {
			namespace: "acme",
			policy: { ...policy, budget },
			mode: "ask",
			now: 0,
		} as const;
		const { sections } = askMessage(context, facts);
		return sections.find(({ heading }) => heading === "Without a word")?.lines.join(" ");
	};
	expect(promised(false)).toContain("The absolute ceiling of all endpoints does not wait.");
	expect(promised(true)).toContain("The absolute ceiling ($300) does not wait.");
});
