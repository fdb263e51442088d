import { expect, test } from "vitest";
import { carryOutStep } from "../../shared/app/guard/carry-out-step.ts";
import type { GuardPass } from "../../shared/app/guard/pass.ts";
import { minuteMs } from "../../shared/domain/instant.ts";
import { noMoney } from "../../shared/domain/money.ts";
import type { Step } from "../../shared/domain/plan.ts";
import type { Mode } from "../../shared/domain/policy.ts";
import { at, endpointOf, readingOf } from "../core/fixture.ts";
import { defaultFeatures } from "./features.ts";
import { shortPlan } from "./short-day.ts";
import { Simulation } from "./simulation.ts";

test("what a person sets after a pass in shadow died is nothing that the guard did", async () => {
	const plan = { ...shortPlan(), features: { ...defaultFeatures, mode: "shadow" as const } };
	const simulation = new Simulation(plan);
	const { scheduler, observer, account } = simulation;
	let isSet = false;
	simulation.interrupt = (process, { name }) => {
		if (isSet || process.kind !== "guard" || name !== "get a") return null;
		isSet = true;
		account.update("a", { compute: { scaling: { minReplica: 1, maxReplica: 1 } } }, "ann");
		observer.look();
		return "crash-before";
	};
	observer.look();
	for (let minute = 0; minute < 60; minute += 1) {
		scheduler.at(plan.start + minute * minuteMs, () => void simulation.spawn("meter", minute + 1));
	}
	await scheduler.runUntil(plan.start + 60 * minuteMs, () => false);
	expect(isSet).toBe(true);
	expect(observer.notes.filter((note) => note.includes("to applied"))).toEqual([]);
});

test.each([
	["shadow", "rejected"],
	["observe", "rejected"],
	["enforce", "applied"],
] as const)(
	"an endpoint that fell asleep before the guard's step in mode %s: %s",
	async (mode, kind) => {
		const { outcome } = await sleepAlreadyAsleep(mode);
		expect(outcome.kind).toBe(kind);
	},
);

function sleepAlreadyAsleep(mode: Mode) {
	const before = endpointOf();
	const step: Step = {
		endpoint: before.name,
		createdAt: before.createdAt,
		method: "sleep",
		tier: "trim",
		criticality: "standard",
		minReplica: null,
		maxReplica: null,
		replicasBefore: 1,
		replicasAfter: 0,
		savesMicroUsdPerHour: noMoney.point,
		savesByPeriodEnd: { lo: noMoney.lo, point: noMoney.point },
		disruption: 0,
		before,
	};
	const pass = {
		deadline: at("12:01"),
		reading: readingOf(),
		groups: [],
		overrides: [],
		deps: {
			clock: { now: () => at("12:00") },
			fleet: { getEndpoint: async () => endpointOf({ state: "scaledToZero" }) },
			writer: { mode },
		},
	} as unknown as GuardPass;
	return carryOutStep(pass, step, undefined);
}
