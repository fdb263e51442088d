import { describe, expect, test } from "vitest";
import type { PlanInput } from "../../../shared/core/plan/plan-input.ts";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import type { Held } from "../../../shared/domain/control.ts";
import type { Override } from "../../../shared/domain/override.ts";
import type { Plan } from "../../../shared/domain/plan.ts";
import {
	at,
	endpointOf,
	heldOf,
	knownPrice,
	overrideOf,
	policyOf,
	readingOf,
	recordOf,
} from "../fixture.ts";
import { rowsOf } from "../table.ts";

const wide = { endpointsPerPassRatio: 1, replicasPerPassRatio: 1 };
const unlimited = policyOf({ limits: { ...policyOf().limits, ...wide } });

function plan(parts: Partial<PlanInput>): Plan {
	return planTier({
		tier: "trim",
		endpoints: [endpointOf()],
		priceOf: () => knownPrice(1),
		policy: policyOf(),
		reading: readingOf(),
		overrides: [],
		held: [],
		records: [],
		now: at("12:00"),
		...parts,
	});
}

/** `cap`, `sleep`, `pause` or the reason why not, of the one endpoint. */
function verdict(parts: Partial<PlanInput>): string {
	const { steps, untouched } = plan(parts);
	return steps[0]?.method ?? untouched[0]?.reason ?? "nothing";
}

test("within the budget nothing is planned and nothing is said", () => {
	const nothing = { tier: "ok", steps: [], postponed: [], untouched: [], remarks: [] };
	expect(plan({ tier: "ok" })).toEqual({
		...nothing,
		rejected: [],
		chosen: null,
		other: null,
		envelope: null,
	});
});

test.each(["trim", "divert", "shutdown", "ceiling"] as const)(
	"at %s an endpoint in a state that is not documented is counted and left alone",
	(tier) => {
		const strange = endpointOf({ state: "running, scaling not stated" });
		expect(verdict({ tier, endpoints: [strange] })).toBe("unknown-state");
		expect(verdict({ tier, endpoints: [endpointOf()] })).not.toBe("unknown-state");
	},
);

describe("order", () => {
	const fleet = [
		endpointOf({ name: "c-critical", tags: ["critical"] }),
		endpointOf({ name: "s-small", readyReplica: 2, targetReplica: 2 }),
		endpointOf({ name: "s-large", readyReplica: 4, targetReplica: 4 }),
		endpointOf({ name: "b-same", readyReplica: 3, targetReplica: 3 }),
		endpointOf({ name: "a-same", readyReplica: 3, targetReplica: 3 }),
		endpointOf({ name: "e-expendable", tags: ["expendable"] }),
	];
	const rules = [
		{ tag: "critical", criticality: "critical" as const },
		{ tag: "expendable", criticality: "expendable" as const },
	];
	const policy = { ...unlimited, rules };

	test("is least harm first: expendable, standard, critical; then the largest saving; then the name", () => {
		const { steps } = plan({ tier: "shutdown", endpoints: fleet, policy });
		expect(steps.map((step) => `${step.endpoint} ${step.method}`)).toEqual([
			"e-expendable pause",
			"s-large pause",
			"a-same pause",
			"b-same pause",
			"s-small pause",
			"c-critical cap",
		]);
	});

	test("decides who waits for the next pass", () => {
		const { steps, postponed } = plan({ endpoints: fleet, policy: { ...policyOf(), rules } });
		expect(steps.map((step) => step.endpoint)).toEqual(["e-expendable"]);
		expect(postponed.map((step) => step.endpoint)).toEqual([
			"s-large",
			"a-same",
			"b-same",
			"s-small",
		]);
	});
});

describe("at shutdown", () => {
	test("a fleet of one endpoint reaches pause in its first pass", () => {
		const { steps } = plan({ tier: "shutdown" });
		expect(steps.map((step) => step.method)).toEqual(["pause"]);
	});

	test("a fleet of equal endpoints reaches pause, all of it, in one pass", () => {
		const endpoints = ["a", "b", "c", "d", "e", "f"].map((name) => endpointOf({ name }));
		const { steps, postponed } = plan({ tier: "shutdown", endpoints });
		expect(steps.map((step) => step.method)).toEqual(endpoints.map(() => "pause"));
		expect(postponed).toEqual([]);
	});

	test("it is said that no traffic was moved, as it is at divert, and not at trim", () => {
		const remark = ["no cheaper route is set up, so no traffic was moved"];
		expect(plan({ tier: "shutdown" }).remarks).toEqual(remark);
		expect(plan({ tier: "divert" }).remarks).toEqual(remark);
		expect(plan({ tier: "trim" }).remarks).toEqual([]);
	});
});

describe("an override", () => {
	const cases = `
		| kind        | endpoint | now   | tier     | verdict               |
		| ----------- | -------- | ----- | -------- | --------------------- |
		| hold        | all      | 12:00 | trim     | held-by-override      |
		| hold        | all      | 12:00 | shutdown | held-by-override      |
		| hold        | chat     | 12:00 | trim     | held-by-override      |
		| hold        | other    | 12:00 | trim     | cap                   |
		| hold        | all      | 10:59 | trim     | cap                   |
		| hold        | all      | 11:00 | trim     | held-by-override      |
		| hold        | all      | 14:00 | trim     | cap                   |
		| protect     | chat     | 12:00 | shutdown | protected-by-override |
		| protect     | other    | 12:00 | shutdown | pause                 |
		| restore-now | chat     | 12:00 | divert   | held-by-override      |
		| hold        | all      | 12:00 | ceiling  | pause                 |
		| protect     | chat     | 12:00 | ceiling  | pause                 |
		| restore-now | all      | 12:00 | ceiling  | pause                 |
	`;

	test.each(rowsOf<"kind" | "endpoint" | "now" | "tier" | "verdict">(cases))(
		"$kind of $endpoint at $now during $tier: $verdict",
		(row) => {
			const endpoint = row.endpoint === "all" ? null : row.endpoint;
			const override = overrideOf({ kind: row.kind as Override["kind"], endpoint });
			const tier = row.tier as Plan["tier"];
			expect(verdict({ tier, overrides: [override], now: at(row.now) })).toBe(row.verdict);
		},
	);

	test("protects more than it holds, when both are in force", () => {
		const overrides = [overrideOf(), overrideOf({ kind: "protect", endpoint: "chat" })];
		expect(verdict({ overrides })).toBe("protected-by-override");
	});

	test("does not lift the protection of the policy at the ceiling", () => {
		const policy = policyOf({ rules: [{ name: "chat", protected: true }] });
		expect(verdict({ tier: "ceiling", policy })).toBe("protected");
	});
});

describe("a held endpoint", () => {
	const capped = endpointOf({ maxReplica: 1, readyReplica: 1, targetReplica: 1 });
	const cases = `
		| status     | method | since | tier     | verdict      | why                                             |
		| ---------- | ------ | ----- | -------- | ------------ | ----------------------------------------------- |
		| applied    | cap    | 11:00 | trim     | already-done | the list may be older than the write            |
		| applied    | cap    | 11:00 | shutdown | pause        | a harder tier adds a rung                       |
		| applied    | pause  | 11:00 | shutdown | already-done | there is nothing harder                         |
		| applied    | pause  | 11:00 | trim     | already-done | and nothing softer is done over it              |
		| applied    | sleep  | 11:00 | trim     | cap          | it woke, so it is capped                        |
		| recorded   | cap    | 11:00 | trim     | already-done | shadow mode says it once                        |
		| recorded   | pause  | 11:00 | ceiling  | already-done | shadow mode says it once                        |
		| intended   | cap    | 11:00 | trim     | cap          | nobody saw it: it is tried again                |
		| superseded | cap    | 11:01 | shutdown | superseded   | a person's choice stands for 60 minutes         |
		| superseded | cap    | 11:00 | shutdown | pause        | and no longer                                   |
		| restoring  | pause  | 09:00 | shutdown | cooldown     | it is on its way back                           |
		| restored   | pause  | 11:31 | shutdown | cooldown     | the opposite direction waits 30 minutes         |
		| restored   | pause  | 11:30 | shutdown | pause        | and no longer                                   |
	`;

	test.each(rowsOf<"status" | "method" | "since" | "tier" | "verdict" | "why">(cases))(
		"$status by $method since $since at $tier: $verdict, because $why",
		(row) => {
			const held = heldOf({
				status: row.status as Held["status"],
				method: row.method as Held["method"],
				statusSince: at(row.since),
			});
			const tier = row.tier as Plan["tier"];
			expect(verdict({ tier, held: [held], records: [recordOf()] })).toBe(row.verdict);
		},
	);

	test("is judged by what it was before the guard's first action, not by the guard's own cap", () => {
		const parts = {
			tier: "shutdown" as const,
			endpoints: [capped],
			priceOf: () => knownPrice(0.2),
		};
		const held = [heldOf()];
		expect(verdict({ ...parts, held, records: [recordOf({ replicas: 4 })] })).toBe("pause");
		expect(verdict({ ...parts, held, records: [recordOf({ replicas: 2 })] })).toBe("not-expensive");
		expect(verdict(parts)).toBe("not-expensive");
	});

	test("takes its original from its own record: same endpoint, same creation, same generation", () => {
		const parts = {
			tier: "shutdown" as const,
			endpoints: [capped],
			priceOf: () => knownPrice(0.2),
		};
		const foreign = [
			recordOf({ replicas: 9, generation: 2 }),
			recordOf({ replicas: 9, createdAt: 1 }),
			recordOf({ replicas: 9, endpoint: "other" }),
		];
		expect(verdict({ ...parts, held: [heldOf()], records: foreign })).toBe("not-expensive");
	});

	test("that was restored has no original any more: it is what it is", () => {
		const parts = {
			tier: "shutdown" as const,
			endpoints: [capped],
			priceOf: () => knownPrice(0.2),
		};
		const held = [heldOf({ status: "restored", statusSince: at("09:00") })];
		expect(verdict({ ...parts, held, records: [recordOf({ replicas: 9 })] })).toBe("not-expensive");
	});

	test("of the same name that was created anew is not the held one", () => {
		const held = [heldOf({ status: "superseded", statusSince: at("11:59"), createdAt: 1 })];
		expect(verdict({ held })).toBe("cap");
	});
});
