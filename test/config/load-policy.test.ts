import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { defaultAccounting } from "../../shared/config/accounting-schema.ts";
import { defaultAlerts } from "../../shared/config/alerts-schema.ts";
import { defaultPolicyText } from "../../shared/config/default-policy.ts";
import { type LoadedPolicy, loadPolicy } from "../../shared/config/load-policy.ts";
import { policyJsonSchema, policyJsonSchemaText } from "../../shared/config/policy-json-schema.ts";
import { formatProblems } from "../../shared/config/policy-problem.ts";
import { defaultOverrideRules } from "../../shared/domain/override-rules.ts";
import { badPolicies, goodPolicy } from "./bad-policies.ts";

const options = { file: "guardrail.yml", defaultMode: "shadow" } as const;

function load(text: string): LoadedPolicy {
	return loadPolicy(text, options);
}

function accepted(text: string) {
	const loaded = load(text);
	if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
	return loaded.policy;
}

describe("a good policy", () => {
	test("gets the documented defaults, in milliseconds and micro-dollars", () => {
		expect(accepted(goodPolicy)).toEqual({
			budget: {
				name: "fleet",
				zone: "Europe/Berlin",
				dailyMicroUsd: 200_000_000,
				mode: "shadow",
				enforce: ["day"],
				thresholds: { trim: 1.2, divert: 1.5, shutdown: 2, ceiling: 3 },
				preempt: false,
				envelope: false,
				scope: { trim: "all", divert: "all", shutdown: "all" },
				criticalAtShutdown: "floor",
				askTimeout: { afterMs: 900_000, expendable: "act", standard: "wait", critical: "wait" },
				expensivePerHourMicroUsd: 500_000,
			},
			limits: {
				endpointsPerPassRatio: 0.25,
				replicasPerPassRatio: 0.5,
				staleAfterMs: 180_000,
				cooldownMs: 1_800_000,
				personHoldMs: 3_600_000,
				restoreDelayMs: 900_000,
				callsPerFiveMinutes: 600,
				restoreRecordMaxAgeMs: 604_800_000,
				restoreRetryMs: [300_000, 600_000, 1_200_000, 2_400_000],
				verifyPasses: 2,
				settleMs: 300_000,
				capsMayRoll: false,
				uncertainPageAfterMs: 900_000,
				intentGraceMs: 120_000,
				correctionExitRatio: 0.95,
				correctionExitMs: 1_800_000,
				hourExitRatio: 0.8,
				hourExitMs: 1_800_000,
				hourTimesMost: 2,
				preemptRatio: 1.05,
				preemptExitRatio: 0.95,
			},
			defaults: { criticality: "standard" },
			groups: [],
			rules: [],
			schedules: [],
			overrides: defaultOverrideRules,
			hash: createHash("sha256").update(goodPolicy).digest("hex"),
			accounting: defaultAccounting,
			alerts: defaultAlerts,
		});
	});

	test("keeps its own mode and thresholds over the defaults", () => {
		const policy = accepted(`${goodPolicy}mode: enforce\ntiers: {trim: 1.1, ceiling: 4}\n`);
		expect(policy.budget.mode).toBe("enforce");
		expect(policy.budget.thresholds).toEqual({ trim: 1.1, divert: 1.5, shutdown: 2, ceiling: 4 });
	});

	test("gives each group a budget of its own, in its own zone or the file's, like the namespace's else", () => {
		const groups =
			"groups:\n  - {name: lab, dailyBudgetUsd: 5, zone: Asia/Kolkata, endpoints: [{name: exp-*}, {tag: lab}]}\n  - {name: chat, dailyBudgetUsd: 70, endpoints: [{name: chat}]}\n";
		const policy = accepted(`${goodPolicy}${groups}tiers: {trim: 1.1}\n`);
		expect(
			policy.groups.map(({ name, zone, dailyMicroUsd }) => [name, zone, dailyMicroUsd]),
		).toEqual([
			["lab", "Asia/Kolkata", 5_000_000],
			["chat", "Europe/Berlin", 70_000_000],
		]);
		expect(policy.groups[0]?.members).toEqual([{ name: "exp-*" }, { tag: "lab" }]);
		expect(policy.groups[1]?.thresholds).toEqual(policy.budget.thresholds);
		expect(policy.groups[1]?.mode).toBe(policy.budget.mode);
	});

	test("takes a ceiling of a group below 2 where it is above the policy's own shutdown", () => {
		const groups =
			"groups:\n  - {name: lab, dailyBudgetUsd: 5, ceiling: 1.8, endpoints: [{tag: lab}]}\n";
		const tiers = "tiers: {trim: 1.1, divert: 1.2, shutdown: 1.5}\n";
		expect(accepted(goodPolicy + groups + tiers).groups[0]?.thresholds.ceiling).toBe(1.8);
	});

	test("hands its rules over in their order", () => {
		const rules =
			"endpoints:\n  - {tag: batch, criticality: expendable}\n  - {name: a-*, floor: 2}\n";
		expect(accepted(goodPolicy + rules).rules).toEqual([
			{ tag: "batch", criticality: "expendable" },
			{ name: "a-*", floorReplicas: 2 },
		]);
	});

	test("may have a zone of any kind that has days", () => {
		for (const zone of ["UTC", "Australia/Lord_Howe", "Antarctica/Troll", "asia/kolkata"]) {
			expect(load(goodPolicy.replace("Europe/Berlin", zone)).ok).toBe(true);
		}
	});
});

describe("a bad policy is refused with its place, what is allowed, and a way on:", () => {
	for (const { name, text, at, path, words } of badPolicies) {
		test(name, () => {
			const loaded = load(text);
			if (loaded.ok) throw new Error("it was accepted");
			const matching = loaded.problems.filter((problem) => problem.path === path);
			const message = formatProblems(matching);
			const place = path === "" ? `guardrail.yml:${at} ` : `guardrail.yml:${at} ${path}: `;
			// Deep nesting is found where the stack ends, which differs between machines.
			if (name !== "deep nesting") expect(message.startsWith(place), message).toBe(true);
			for (const word of words) expect(message).toContain(word);
		});
	}

	test("every problem of a file is told at once, in the order of the file", () => {
		const loaded = load("version: 3\nzone: Mars\ndailyBudgetUsd: -1\ndefaults: {criticality: x}\n");
		if (loaded.ok) throw new Error("it was accepted");
		expect(loaded.problems.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
	});

	test("a secret that stands in it by mistake is in no message", () => {
		const secret = "https://hooks.slack.com/services/T0/B0/canary";
		for (const text of [`notify: ${secret}`, `notify: {slackWebhook: ${secret}}`]) {
			const loaded = load(`${goodPolicy}${text}\nmode: hf_canaryToken\n`);
			if (loaded.ok) throw new Error("it was accepted");
			expect(JSON.stringify(loaded)).not.toContain("canary");
		}
	});

	test("a file of thirty thousand keys is answered within seconds", () => {
		const many = Array.from({ length: 30_000 }, (_, index) => `k${index}: 1\n`).join("");
		expect(load(goodPolicy + many).ok).toBe(false);
	}, 20_000);
});

const words = [
	..."version: 1|zone: UTC|dailyBudgetUsd: |200|.nan|.inf|-1|0|1e400|1e-300|0x10|0b1|tiers:|trim: ".split(
		"|",
	),
	..."\n|\n  |- |: |{|}|[|]|'|\"|#|&a |*a|!!str |defaults: {criticality: standard}|limits: |<<: *a".split(
		"|",
	),
	..."\t|\u0000|\ufeff|---\n|...\n|? |%YAML 1.1\n|__proto__: |constructor: |expensivePerHourUsd: ".split(
		"|",
	),
];

/** Pieces of policies in any order, and good policies with a piece put in anywhere. */
const fuzzedText = fc.oneof(
	fc.string({ unit: "binary", maxLength: 200 }),
	fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((pieces) => pieces.join("")),
	fc
		.tuple(fc.nat(goodPolicy.length), fc.nat(12), fc.constantFrom(...words, "", "9"))
		.map(([at, cut, piece]) => goodPolicy.slice(0, at) + piece + goodPolicy.slice(at + cut)),
	fc
		.oneof(fc.double(), fc.integer(), fc.string(), fc.constantFrom(...words))
		.map((value) => goodPolicy.replace("200", () => String(value))),
	fc
		.tuple(fc.integer({ min: -1, max: 20_000_000 }), fc.nat(300))
		.map(([usd, trim]) => `${goodPolicy.replace("200", `${usd}.5`)}tiers: {trim: ${trim / 100}}\n`),
);

test("no text throws, and none yields money or thresholds that are not finite and in order", () => {
	let acceptedCount = 0;
	const property = fc.property(fuzzedText, (text) => {
		const loaded = load(text);
		if (!loaded.ok) return loaded.problems.length > 0 && formatProblems(loaded.problems) !== "";
		acceptedCount += 1;
		const { dailyMicroUsd, expensivePerHourMicroUsd, thresholds } = loaded.policy.budget;
		const { trim, divert, shutdown, ceiling } = thresholds;
		return (
			Number.isSafeInteger(dailyMicroUsd) &&
			dailyMicroUsd > 0 &&
			Number.isSafeInteger(expensivePerHourMicroUsd) &&
			0 < trim &&
			trim < divert &&
			divert < shutdown &&
			shutdown < ceiling &&
			Number.isFinite(ceiling)
		);
	});
	fc.assert(property, { numRuns: 4_000 });
	expect(acceptedCount).toBeGreaterThan(100);
}, 30_000);

describe("the schema for editors", () => {
	const validate = new Ajv({ strict: false }).compile(policyJsonSchema());

	test("is the committed one", () => {
		const committed = readFileSync("shared/config/guardrail.schema.json", "utf8");
		const how = "write it anew: node shared/config/policy-json-schema.ts > guardrail.schema.json";
		expect(policyJsonSchemaText(), how).toBe(committed);
	});

	test("accepts the good policy and refuses unknown keys, wrong types and unclear rules", () => {
		expect(validate(parse(goodPolicy))).toBe(true);
		const refused = [
			"unknown key",
			"budget 0",
			"unknown mode",
			"a rule of two",
			"percent for a ratio",
		];
		for (const { text, name } of badPolicies) {
			if (refused.includes(name)) expect(validate(parse(text)), name).toBe(false);
		}
	});

	test("explains every key", () => {
		const undescribed = Object.entries(policyJsonSchema().properties ?? {}).filter(
			([, schema]) => schema.description === undefined,
		);
		expect(undescribed).toEqual([]);
	});
});

describe("policies that the project writes", () => {
	test("the default policy loads without problems, whatever the budget that was proposed", () => {
		for (const dailyBudgetUsd of [0, 0.001, 1, 57.6, 199.999, 1_000_000]) {
			for (const endpoints of [[], ["llama-8b"], ["not\na: name"]]) {
				const start = { namespace: "acme", zone: "Europe/Berlin", mode: "enforce" } as const;
				const policy = accepted(defaultPolicyText({ ...start, dailyBudgetUsd, endpoints }));
				expect(policy.budget.dailyMicroUsd).toBeGreaterThanOrEqual(dailyBudgetUsd * 1e6);
				expect(policy.budget.mode).toBe("enforce");
				expect(policy.rules.map(({ tag }) => tag)).toEqual(["critical", "expendable", "protected"]);
			}
		}
	});

	test("each example of the documentation loads without problems", () => {
		const examples = readdirSync("docs/examples").filter((name) => name.endsWith(".yml"));
		expect(examples.length).toBeGreaterThan(0);
		for (const name of examples) accepted(readFileSync(`docs/examples/${name}`, "utf8"));
	});
});
