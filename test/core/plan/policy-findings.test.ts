import { describe, expect, test } from "vitest";
import { policyFindings } from "../../../shared/core/plan/policy-findings.ts";
import { endpointOf, policyOf } from "../fixture.ts";

const fleet = [
	endpointOf({ name: "chat-prod", tags: ["prod"], maxReplica: 4 }),
	endpointOf({ name: "embed", tags: ["batch"], maxReplica: 2 }),
];

function found(parts: Parameters<typeof policyOf>[0]) {
	return policyFindings(policyOf(parts), fleet).map(({ kind, where }) => `${kind}: ${where}`);
}

describe("what a policy says in vain", () => {
	test("is nothing where every rule fits", () => {
		expect(found({ rules: [{ name: "chat-*", floorReplicas: 4 }, { tag: "batch" }] })).toEqual([]);
	});

	test("is a rule, a group or a schedule that names no endpoint, each by its place", () => {
		const members = [{ name: "chta-prod" }];
		const group = { ...policyOf().budget, name: "lab", members: [{ tag: "lab" }] };
		expect(
			found({
				rules: [{ tag: "prod" }, { name: "chta-prod", protected: true }],
				groups: [group],
				schedules: [{ members, zone: "UTC", entries: [] }],
			}),
		).toEqual([
			"matches-nothing: endpoints[1] (name: chta-prod)",
			"matches-nothing: groups lab (tag: lab)",
			"matches-nothing: schedules[0] (name: chta-prod)",
		]);
	});

	test("names what is there, the nearest first", () => {
		const [finding] = policyFindings(policyOf({ rules: [{ name: "chat-prd" }] }), fleet);
		expect(finding?.remedy).toBe("mend or remove it; there are chat-prod, embed");
		const [none] = policyFindings(policyOf({ rules: [{ tag: "x" }] }), []);
		expect(none?.remedy).toBe("mend or remove it; there are none");
	});

	test("is a floor above the maximum, a maximum above the expected one, and a schedule of the protected", () => {
		expect(
			found({
				rules: [
					{ name: "embed", floorReplicas: 3, expectedMaxReplicas: 1 },
					{ name: "chat-prod", protected: true },
				],
				schedules: [{ members: [{ name: "chat-*" }], zone: "UTC", entries: [] }],
			}),
		).toEqual([
			"schedule-of-protected: chat-prod",
			"floor-above-maximum: embed",
			"maximum-above-expected: embed",
		]);
	});
});
