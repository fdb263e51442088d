import { describe, expect, test } from "vitest";
import { type ExplainInput, explainPlan } from "../../../shared/core/notify/explain-plan.ts";
import type { PlanInput } from "../../../shared/core/plan/plan-input.ts";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Tier } from "../../../shared/domain/policy.ts";
import {
	at,
	endpointOf,
	exactly,
	knownPrice,
	overrideOf,
	policyOf,
	readingOf,
} from "../fixture.ts";

const rules = [
	{ tag: "critical", criticality: "critical" as const },
	{ tag: "protected", protected: true },
];

/** Noon of a $100 day in UTC, four endpoints of which two may be touched at trim. */
function explain(tier: Tier, parts: Partial<ExplainInput> = {}) {
	const { policy, reading } = planned(tier);
	const plan = planTier(planned(tier));
	return explainPlan({ plan, reading, policy, mode: "enforce", since: at("09:31"), ...parts });
}

function planned(tier: Tier): PlanInput {
	const policy = policyOf({ rules });
	const reading = readingOf({ ratio: 1.3, ratePerHour: exactly(7) });
	return {
		tier,
		endpoints: [
			endpointOf({ name: "chat", readyReplica: 4, targetReplica: 4 }),
			endpointOf({ name: "batch", readyReplica: 2, targetReplica: 2 }),
			endpointOf({ name: "prod", tags: ["critical"] }),
			endpointOf({ name: "vital", tags: ["protected"] }),
		],
		priceOf: () => knownPrice(2),
		policy,
		reading,
		overrides: [],
		held: [],
		records: [],
		now: at("12:00"),
	};
}

test("under a stop-now the plan names who ordered it and until when", () => {
	const stop = overrideOf({ kind: "stop-now", actor: "ana", expiresAt: at("14:00") });
	expect(explain("ok", { stops: [stop] }).prose).toEqual([
		"Spend is $130.00 of $100 (130 %): below every line, so no line asks for anything.",
		"By order of ana what shutdown would stop is stopped until 14:00 (stop-now).",
	]);
});

describe("a tier of the trailing hour in words", () => {
	const reading = readingOf({ ratio: 0.27, trailingHour: exactly(6), hourRatio: 1.44 });

	test("is told by the hour's numbers and line, beside the day's, and ends with the hour", () => {
		const { prose } = explain("trim", { reading, window: "hour" });
		expect(prose[0]).toBe(
			"The last 60 min spent $6.00 of $4.17 (144 %); the hour is at trim ($5) since 09:31: the policy asks to take replicas from what is not critical. Today $27.00 of $100 (27 %).",
		);
		expect(prose.at(-1)).toBe(
			"It is put back when the last 60 min stay below 80 % of the line for 30 min, else from 00:15 by itself.",
		);
		expect(prose.join(" ")).not.toContain("over the trim line ($120)");
	});

	test("where the hour acts, the next line names both", () => {
		const policy = policyOf({ rules }, { enforce: ["hour", "day"] });
		const [why] = explain("shutdown", { since: null, policy }).prose;
		expect(why).toContain("or 60 minutes pass $8.33, the policy asks to pause");
	});

	test("of a group it is told as the group's hour, in the sentence and in each step's reason", () => {
		const policy = policyOf({ rules });
		const members = [{ tag: "batch" }];
		const budget = { ...policy.budget, name: "research", members };
		const plan = planTier({
			tier: "ok",
			groups: [{ budget, reading, tier: "trim", window: "hour", endedAt: null }],
			endpoints: [endpointOf({ name: "batch", tags: ["batch"], readyReplica: 4 })],
			priceOf: () => knownPrice(2),
			policy,
			reading,
			overrides: [],
			held: [],
			records: [],
			now: at("12:00"),
		});
		const { prose, steps } = explain("ok", { plan });
		expect(prose[1]).toMatch(
			/^Group research spent \$6\.00 of \$4\.17 \(144 %\) in the last 60 min; its hour is at trim \(\$5\): /,
		);
		expect(prose[1]).toContain(
			"put back when the last 60 min stay below 80 % of the line for 30 min",
		);
		const chosen = { ...plan, ...totalsBeside() };
		const beside = explain("ok", { plan: chosen }).prose.join(" ");
		expect(beside).toContain("Without what groups ask for, scope all: 1 endpoint");
		expect(steps[0]?.because).toBe("group research: last 60 min 144 % of $4.17");
	});
});

describe("a plan in words", () => {
	test("says why, what it saves by the day's end, in which passes, the other scope, and how it ends", () => {
		expect(explain("trim").prose).toEqual([
			"Spend is $130.00 of $100 (130 %), over the trim line ($120) since 09:31: the policy asks to take replicas from what is not critical.",
			"2 endpoints, least harm first, take $8.00/h off; by 00:00 that is $96 ($96 certain).",
			"At this rate the day ends near $214 without it, near $130 with it.",
			"1 in this pass and 1 later: one pass changes at most 25 % of the endpoints and takes at most 50 % of the replicas.",
			"Scope all: 2 endpoints, $8.00/h, $96 by the day's end. Scope sufficient would be 1 endpoint, $6.00/h, $72 by the day's end: to stay under the next line, $64 have to be saved.",
			"All of it is put back from 00:15 by itself, the most critical first.",
		]);
	});

	test("of a line that is not crossed speaks of when it is", () => {
		const [why] = explain("shutdown", { since: null }).prose;
		expect(why).toBe(
			"When spend passes $200 (shutdown), about 22:00 at this rate, the policy asks to pause what is expensive; critical endpoints keep one replica.",
		);
	});

	test("promises no undoing in a mode that writes nothing", () => {
		const prose = explain("trim", { mode: "shadow" }).prose.join(" ");
		expect(prose).toContain("nothing is written");
		expect(prose).not.toContain("put back");
	});

	test("says that nothing is done within the budget, and why", () => {
		expect(explain("ok").prose).toEqual([
			"Spend is $130.00 of $100 (130 %): below every line, so nothing is done.",
		]);
	});

	test("names it also where no endpoint is left to move, since the policy asks for it", () => {
		const nobody = planTier({ ...planned("divert"), endpoints: [] });
		expect(explain("divert", { plan: nobody }).prose).toContain(
			"No traffic is moved, because no cheaper route is set up.",
		);
	});

	test("names the route that is missing once the policy asks for one", () => {
		expect(explain("divert").prose).toContain(
			"No traffic is moved, because no cheaper route is set up (batch, chat).",
		);
	});
});

test("the same plan as a table has the change, what people notice, and the money of each step", () => {
	const { steps, untouched } = explain("shutdown");
	expect(steps[0]).toEqual({
		endpoint: "chat",
		change: "pause",
		effect: "answers nobody until it is put back",
		criticality: "standard",
		because: null,
		when: "this pass",
		savesMicroUsdPerHour: microUsdOf(8),
		savesByPeriodEndMicroUsd: microUsdOf(96),
	});
	expect(untouched).toEqual([
		{
			reason: "protected",
			words: "protected by the policy",
			setting: "endpoints: protected",
			endpoints: ["vital"],
			isHeld: false,
		},
	]);
});

/** As of a namespace that asks for one endpoint itself. */
function totalsBeside() {
	const chosen = {
		scope: "all",
		endpoints: ["chat"],
		savesMicroUsdPerHour: 0,
		savesByPeriodEnd: { lo: 0, point: 0 },
		disruption: 0,
		neededMicroUsd: null,
	} as const;
	return { chosen, other: { ...chosen, scope: "sufficient" } as const };
}
