import { expect, test } from "vitest";
import { groupNextSentence } from "../../../shared/core/notify/group-next-sentence.ts";
import type { Tier } from "../../../shared/domain/policy.ts";
import { day, exactly, policyOf, readingOf } from "../fixture.ts";

function said(tier: Tier, hasCeiling = false) {
	const base = policyOf();
	const group = { ...base.budget, name: "research", members: [], hasCeiling };
	const reading = {
		...readingOf({ ratio: 1.74, ratePerHour: exactly(7) }),
		budget: "research",
	};
	const latch = {
		budget: "research",
		periodKey: day.key,
		tier,
		tierSince: 0,
		belowSince: null,
		uncertainSince: null,
		endedAt: null,
	};
	return groupNextSentence(group, {
		policy: { ...base, groups: [group] },
		control: { groups: [latch] },
		spending: { groups: [{ reading, endpoints: ["chat"] }] },
	});
}

test("a group's own next line is told with its amount, when, and what is asked there", () => {
	expect(said("divert")).toBe(
		"Group research (174 % of $100): when it passes $200 (shutdown), about 15:42 at this rate, the policy asks to pause what is expensive; critical endpoints keep one replica, in the group.",
	);
});

test("above shutdown a group has a next line only where it has a ceiling of its own", () => {
	expect(said("shutdown")).toBe(
		"Group research (174 % of $100) is at shutdown: it has no line above that.",
	);
	expect(said("shutdown", true)).toContain("when it passes $300 (ceiling), not today at this rate");
});
