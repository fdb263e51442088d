import { describe, expect, test } from "vitest";
import { type Candidate, stepFor } from "../../../shared/core/plan/step-for.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import type { Step, UntouchedReason } from "../../../shared/domain/plan.ts";
import type {
	ActionTier,
	Budget,
	Criticality,
	EndpointPolicy,
} from "../../../shared/domain/policy.ts";
import { at, day, endpointOf, knownPrice, policyOf } from "../fixture.ts";
import { rowsOf } from "../table.ts";

type Parts = {
	readonly tier?: ActionTier;
	readonly endpoint?: Parameters<typeof endpointOf>[0];
	readonly policy?: Partial<EndpointPolicy>;
	readonly candidate?: Partial<Candidate>;
	readonly budget?: Partial<Budget>;
};

function verdict(parts: Parts): Step | UntouchedReason {
	const endpoint = endpointOf(parts.endpoint);
	const candidate: Candidate = {
		endpoint,
		policy: {
			criticality: "standard",
			protected: false,
			floorReplicas: null,
			expectedMaxReplicas: null,
			...parts.policy,
		},
		price: knownPrice(1),
		replicasBefore: Math.max(endpoint.readyReplica, endpoint.targetReplica),
		minReplicaBefore: endpoint.scaling.minReplica,
		requestShare: 1,
		...parts.candidate,
	};
	return stepFor({
		candidate,
		tier: parts.tier ?? "trim",
		policy: policyOf({}, parts.budget),
		now: at("12:00"),
		periodEnd: day.to,
		idleAfterMs: 15 * minuteMs,
	});
}

/** `cap 1-2`, `sleep`, `pause`, or why nothing is done. */
function word(result: Step | UntouchedReason): string {
	if (typeof result === "string") return result;
	const { method, minReplica, maxReplica } = result;
	return maxReplica === null ? method : `${method} ${minReplica}-${maxReplica}`;
}

const caps = `
	| bounds  | floor | trim     | why                                                     |
	| ------- | ----- | -------- | ------------------------------------------------------- |
	| 1-4     |       | cap 1-1  | down to the configured minimum                          |
	| 2-4     |       | cap 2-2  | the minimum itself stays                                |
	| 0-4     |       | cap 0-1  | at least one replica may run                            |
	| 1-1     |       | at-floor | there is nothing to take                                |
	| 3-3     |       | at-floor | nor here                                                |
	| 0-1     |       | at-floor | nor here                                                |
	| 3-8     | 1     | floor 1-1 | a floor of the policy lowers the minimum as well        |
	| 3-8     | 5     | cap 3-5  | and keeps more than the minimum                         |
	| 3-4     | 9     | at-floor | but raises nothing                                      |
	| 3-3     | 2     | floor 2-2 | the minimum alone may be what is over the floor         |
	| 0-4     | 2     | cap 0-2  | a minimum of 0 stays 0                                  |
	| 2-4     | 0     | floor 1-1 | a floor of 0 is no order to switch off                  |
`;

describe("trim", () => {
	test.each(rowsOf<"bounds" | "floor" | "trim" | "why">(caps))(
		"of min-max $bounds with the floor '$floor' is $trim: $why",
		(row) => {
			const [minReplica = 0, maxReplica = 0] = row.bounds.split("-").map(Number);
			const floorReplicas = row.floor === "" ? null : Number(row.floor);
			const endpoint = { minReplica, maxReplica };
			expect(word(verdict({ endpoint, policy: { floorReplicas } }))).toBe(row.trim);
		},
	);

	test("goes by the minimum before the guard's first action, not by its own cap", () => {
		const endpoint = { minReplica: 1, maxReplica: 4 };
		expect(word(verdict({ endpoint, candidate: { minReplicaBefore: 3 } }))).toBe("cap 1-3");
	});

	const maySleep = {
		minReplica: 0,
		scaleToZeroTimeoutMinutes: 30,
		lastUsedAt: at("11:44"),
	};

	test.each([
		["idle for more than 15 minutes", {}, "sleep"],
		["used 15 minutes ago", { lastUsedAt: at("11:45") }, "cap 0-1"],
		["never used, as far as is known", { lastUsedAt: null }, "cap 0-1"],
		["without a timeout", { scaleToZeroTimeoutMinutes: null }, "cap 0-1"],
		["with a minimum", { minReplica: 1 }, "cap 1-1"],
		["still starting", { state: "initializing" }, "cap 0-1"],
		["on its way to nothing", { targetReplica: 0 }, "cap 0-1"],
	])("of one that may sleep, %s", (_, parts, want) => {
		expect(word(verdict({ endpoint: { ...maySleep, ...parts } }))).toBe(want);
	});

	test("says what it saves at the present replicas: none, where fewer run than the cap allows", () => {
		const saves = (readyReplica: number) =>
			verdict({ endpoint: { readyReplica, targetReplica: readyReplica } });
		expect(saves(4)).toMatchObject({ savesMicroUsdPerHour: 3e6, replicasAfter: 1 });
		expect(saves(1)).toMatchObject({ savesMicroUsdPerHour: 0, replicasAfter: 1 });
		expect(saves(0)).toMatchObject({ savesMicroUsdPerHour: 0, replicasAfter: 0 });
	});
});

type Row = "criticality" | "protected" | "state" | "rate" | "pauses" | ActionTier;
const tiers = `
	| criticality | protected | state   | rate | pauses | trim            | divert          | shutdown        | ceiling         |
	| ----------- | --------- | ------- | ---- | ------ | --------------- | --------------- | --------------- | --------------- |
	| standard    | no        | running | 2    | no     | cap 1-1         | cap 1-1         | pause           | pause           |
	| expendable  | no        | running | 2    | no     | cap 1-1         | cap 1-1         | pause           | pause           |
	| critical    | no        | running | 2    | no     | critical        | critical        | cap 1-1         | cap 1-1         |
	| critical    | no        | running | 2    | yes    | critical        | critical        | pause           | pause           |
	| critical    | no        | running | 0.4  | yes    | critical        | critical        | cap 1-1         | cap 1-1         |
	| standard    | yes       | running | 2    | no     | protected       | protected       | protected       | protected       |
	| critical    | yes       | running | 2    | yes    | protected       | protected       | protected       | protected       |
	| standard    | no        | paused  | 2    | no     | already-stopped | already-stopped | already-stopped | already-stopped |
	| critical    | no        | paused  | 2    | yes    | already-stopped | already-stopped | already-stopped | already-stopped |
	| standard    | no        | running | 0.5  | no     | cap 1-1         | cap 1-1         | pause           | pause           |
	| standard    | no        | running | 0.49 | no     | cap 1-1         | cap 1-1         | cap 1-1         | pause           |
	| standard    | no        | strange | 2    | no     | cap 1-1         | cap 1-1         | pause           | pause           |
`;

describe("what each tier does", () => {
	test.each(rowsOf<Row>(tiers))(
		"to one that is $criticality, $state, protected: $protected, at $rate $/h (critical may pause: $pauses)",
		(row) => {
			const endpoint = { state: row.state, readyReplica: 1, targetReplica: 1 };
			const price = knownPrice(Number(row.rate));
			const done = (tier: ActionTier) =>
				word(
					verdict({
						tier,
						endpoint,
						candidate: { price },
						policy: {
							criticality: row.criticality as Criticality,
							protected: row.protected === "yes",
						},
						budget: { criticalAtShutdown: row.pauses === "yes" ? "pause" : "floor" },
					}),
				);
			const { trim, divert, shutdown, ceiling } = row;
			expect([done("trim"), done("divert"), done("shutdown"), done("ceiling")]).toEqual([
				trim,
				divert,
				shutdown,
				ceiling,
			]);
		},
	);
});

describe("shutdown", () => {
	test("judges what is expensive by the replicas before the guard's first action", () => {
		const endpoint = { readyReplica: 1, targetReplica: 1, maxReplica: 1 };
		const candidate = { price: knownPrice(0.2), replicasBefore: 4 };
		expect(word(verdict({ tier: "shutdown", endpoint, candidate }))).toBe("pause");
		const cheap = { ...candidate, replicasBefore: 2 };
		expect(word(verdict({ tier: "shutdown", endpoint, candidate: cheap }))).toBe("not-expensive");
	});

	test("takes the dearest price for what has no known one", () => {
		const price = { lo: 1, point: 1, hi: 900_000, known: false };
		const endpoint = { readyReplica: 1, targetReplica: 1 };
		expect(word(verdict({ tier: "shutdown", endpoint, candidate: { price } }))).toBe("pause");
	});

	test("caps a critical endpoint to the floor of the policy where it has one", () => {
		const endpoint = { minReplica: 3, maxReplica: 8 };
		const policy = { criticality: "critical" as const, floorReplicas: 2 };
		expect(word(verdict({ tier: "shutdown", endpoint, policy }))).toBe("floor 2-2");
	});

	test("leaves a critical endpoint at its floor, and one replica of it with a floor of 0", () => {
		const policy = { criticality: "critical" as const };
		const one = { minReplica: 1, maxReplica: 1 };
		expect(word(verdict({ tier: "ceiling", endpoint: one, policy }))).toBe("at-floor");
		const zero = { ...policy, floorReplicas: 0 };
		expect(word(verdict({ tier: "ceiling", policy: zero }))).toBe("cap 1-1");
	});
});
