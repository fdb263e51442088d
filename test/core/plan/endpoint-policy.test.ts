import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endpointPolicy } from "../../../shared/core/plan/endpoint-policy.ts";
import { matchesEndpoint } from "../../../shared/domain/endpoint-match.ts";
import type { EndpointRule } from "../../../shared/domain/policy.ts";
import { endpointOf, policyOf } from "../fixture.ts";
import { rowsOf } from "../table.ts";

const patterns = `
	| pattern   | name          | matches |
	| --------- | ------------- | ------- |
	| chat      | chat          | yes     |
	| chat      | chat-2        | no      |
	| chat      | a-chat        | no      |
	| *         | anything      | yes     |
	| chat-*    | chat-         | yes     |
	| chat-*    | chat-prod     | yes     |
	| chat-*    | my-chat-prod  | no      |
	| *-prod    | chat-prod     | yes     |
	| *-prod    | chat-prod-2   | no      |
	| *-prod    | -prod         | yes     |
	| *chat*    | my-chat-prod  | yes     |
	| *chat*    | chat          | yes     |
	| *chat*    | cha-t         | no      |
	| a*b*c     | abc           | yes     |
	| a*b*c     | a-b-b-c       | yes     |
	| a*b*c     | acb           | no      |
	| a*b*c     | a-c           | no      |
	| ab*ba     | aba           | no      |
	| ab*ba     | abba          | yes     |
	| a**b      | a-b           | yes     |
	| chat.prod | chatxprod     | no      |
	| cha?      | chat          | no      |
	| Chat      | chat          | no      |
`;

test.each(rowsOf<"pattern" | "name" | "matches">(patterns))(
	"does $pattern match $name? $matches",
	({ pattern, name, matches: want }) => {
		expect(matchesEndpoint({ name: pattern }, endpointOf({ name }))).toBe(want === "yes");
	},
);

test("a pattern matches just what a regular expression of the same meaning matches", () => {
	const text = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 6 });
	const name = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
	fc.assert(
		fc.property(text, name, (pattern, candidate) => {
			const meaning = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
			const endpoint = endpointOf({ name: candidate });
			expect(matchesEndpoint({ name: pattern }, endpoint)).toBe(meaning.test(candidate));
		}),
		{ numRuns: 1_000 },
	);
});

describe("a rule", () => {
	const tagged = endpointOf({ tags: ["critical", "eu"] });

	test("by tag matches who carries exactly that tag", () => {
		expect(matchesEndpoint({ tag: "eu" }, tagged)).toBe(true);
		expect(matchesEndpoint({ tag: "e" }, tagged)).toBe(false);
	});

	test("with a name and a tag needs both", () => {
		expect(matchesEndpoint({ name: "chat", tag: "eu" }, tagged)).toBe(true);
		expect(matchesEndpoint({ name: "other", tag: "eu" }, tagged)).toBe(false);
		expect(matchesEndpoint({ name: "chat", tag: "us" }, tagged)).toBe(false);
	});

	test("with neither matches nobody, so that a slip of the pen protects or stops no fleet", () => {
		expect(matchesEndpoint({}, tagged)).toBe(false);
	});
});

describe("what the policy says of an endpoint", () => {
	const of = (...rules: EndpointRule[]) => endpointPolicy(policyOf({ rules }), endpointOf());

	test("is the default where no rule matches", () => {
		expect(of({ name: "other", protected: true })).toEqual({
			criticality: "standard",
			protected: false,
			floorReplicas: null,
			expectedMaxReplicas: null,
		});
	});

	test("is what the last matching rule says, field by field", () => {
		const rules: EndpointRule[] = [
			{ name: "*", criticality: "expendable", floorReplicas: 2, protected: true },
			{ name: "chat", criticality: "critical", expectedMaxReplicas: 6 },
			{ name: "chat", protected: false },
		];
		expect(of(...rules)).toEqual({
			criticality: "critical",
			protected: false,
			floorReplicas: 2,
			expectedMaxReplicas: 6,
		});
	});
});
