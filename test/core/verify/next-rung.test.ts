import { describe, expect, test } from "vitest";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import { withNextRungs } from "../../../shared/core/verify/next-rung.ts";
import type { Held } from "../../../shared/domain/control.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import type { Step } from "../../../shared/domain/plan.ts";
import type { ActionTier, Policy } from "../../../shared/domain/policy.ts";
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

type Case = {
	readonly held: Held;
	readonly endpoint?: Endpoint;
	readonly tier?: ActionTier;
	readonly policy?: Policy;
	readonly lo?: number;
	readonly isProtected?: boolean;
};

function stepsOf(facts: Case): readonly Step[] {
	const { held, tier = "trim", policy = policyOf(), lo = 1.4 } = facts;
	const reading = readingOf({ ratio: { lo, point: Math.max(1.4, lo), hi: Math.max(1.4, lo) } });
	const input = {
		tier,
		endpoints: [facts.endpoint ?? capped()],
		priceOf: () => knownPrice(1),
		policy,
		reading,
		overrides: facts.isProtected === true ? [overrideOf({ kind: "protect" })] : [],
		held: [held],
		records: [recordOf()],
		now: at("12:00"),
	};
	return withNextRungs({ ...input, plan: planTier(input) }).steps;
}

/** The cap of 2 stands, and four replicas go on running. */
function capped(parts: Parameters<typeof endpointOf>[0] = {}): Endpoint {
	return endpointOf({ minReplica: 1, maxReplica: 2, readyReplica: 4, targetReplica: 4, ...parts });
}

const cap = { ...heldOf().written, minReplica: 1, maxReplica: 2 };
const ineffective = heldOf({ written: cap, passesWithoutEffect: 3 });

function chain(start: Held, endpoint: Endpoint, policy = policyOf()): string[] {
	const taken: string[] = [];
	let held = start;
	for (let rung = 0; rung < 6; rung += 1) {
		const [step] = stepsOf({ held, endpoint, policy });
		if (step === undefined || step.method === held.method) break;
		taken.push(step.method);
		const scaling = { minReplica: step.minReplica ?? 1, maxReplica: step.maxReplica ?? 1 };
		const written = { ...held.written, ...scaling, paused: step.method === "pause" };
		held = { ...held, method: step.method, written, rung: rung + 1 };
	}
	return taken;
}

describe("a step without effect after two passes is followed by the next rung", () => {
	test("cap, floor, sleep, pause, where each of them would change something", () => {
		const sleeps = capped({ minReplica: 0, scaleToZeroTimeoutMinutes: 15 });
		const held = heldOf({ written: { ...cap, minReplica: 0 }, passesWithoutEffect: 3 });
		expect(chain(held, sleeps)).toEqual(["floor", "sleep", "pause"]);
		expect(chain(ineffective, capped())).toEqual(["floor", "pause"]);
	});

	test("the floor rung goes to one replica, or to the floor of the policy, and raises nothing", () => {
		expect(stepsOf({ held: ineffective })[0]).toMatchObject({ minReplica: 1, maxReplica: 1 });
		const policy = policyOf({ rules: [{ name: "chat", floorReplicas: 2 }] });
		const held = heldOf({ written: { ...cap, maxReplica: 3 }, passesWithoutEffect: 3 });
		const endpoint = capped({ maxReplica: 3 });
		expect(stepsOf({ held, policy, endpoint })[0]).toMatchObject({ minReplica: 1, maxReplica: 2 });
	});

	test("not before, and not where the account never took the write", () => {
		for (const parts of [{ passesWithoutEffect: 2 }, { isSent: false }]) {
			const steps = stepsOf({ held: { ...ineffective, ...parts } });
			expect(steps.filter(({ method }) => method !== "cap")).toEqual([]);
		}
	});

	test("a pause is not sent where only guesswork says that the money is gone", () => {
		const floor = { ...ineffective, method: "floor", rung: 1 } as const;
		const held = { ...floor, written: { ...cap, maxReplica: 1 } };
		const endpoint = capped({ maxReplica: 1 });
		expect(stepsOf({ held, endpoint, lo: 1.4 })[0]?.method).toBe("pause");
		expect(stepsOf({ held, endpoint, lo: 1.1 })).toEqual([]);
	});

	test("a critical endpoint keeps its replica, unless the policy says pause", () => {
		const held: Held = { ...ineffective, method: "floor", criticality: "critical" };
		const rules = [{ name: "chat", criticality: "critical" as const }];
		const facts = { held, tier: "shutdown", lo: 2.1, endpoint: capped({ maxReplica: 1 }) } as const;
		const methods = (policy: Policy) => stepsOf({ ...facts, policy }).map(({ method }) => method);
		expect(methods(policyOf({ rules }))).not.toContain("pause");
		expect(methods(policyOf({ rules }, { criticalAtShutdown: "pause" }))).toContain("pause");
	});

	test("nothing more is done to what a person protects", () => {
		expect(stepsOf({ held: ineffective, isProtected: true })).toEqual([]);
	});

	test("a harder rung that is not seen yet is sent again, and no milder step undoes it", () => {
		const pausing = heldOf({ method: "pause", status: "intended", rung: 2, written: cap });
		expect(stepsOf({ held: pausing }).map(({ method }) => method)).toEqual(["pause"]);
		const asleep = heldOf({ method: "sleep", status: "applied", rung: 1, written: cap });
		expect(stepsOf({ held: asleep })).toEqual([]);
	});
});
