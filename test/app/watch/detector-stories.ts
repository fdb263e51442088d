import { watchStore } from "../../../shared/app/store/watch-store.ts";
import { newEndpointSketch } from "../../../shared/core/detect/endpoint-sketch.ts";
import { takeBin } from "../../../shared/core/detect/traffic-sketch.ts";
import type { Table } from "../../../shared/ports/table.ts";
import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import { between } from "../../../shared/simulator/scenarios/calendar.ts";
import { scaling } from "../../../shared/simulator/scenarios/fleet.ts";
import { constant, sum } from "../../../shared/simulator/traffic/traffic.ts";
import { accountStories } from "./account-stories.ts";
import { loadStories } from "./load-stories.ts";
import { instance, type Story, scaled } from "./story.ts";
import { endpoint, hourMs, minuteMs, start } from "./watched-account.ts";

/** One story for each detector, in which it fires once and is over in the end. */
export const stories: Readonly<Record<string, Story>> = {
	...loadStories,
	...accountStories,
	"replica-runaway": {
		endpoints: [endpoint({ traffic: sum(constant(0.9), between(hourMs, 2 * hourMs, 20)) })],
		timeline: [scaled(30, { maxReplica: 12 }), scaled(120, { maxReplica: 4 })],
		hours: 4,
		severity: "page",
		on: "chat",
		fires: [60, 75],
		evidence: { expectedMaxReplicas: 4, replicas: 5 },
	},
	"request-surge": {
		endpoints: [endpoint({ traffic: sum(constant(0.5), between(hourMs, 2 * hourMs, 6)) })],
		prepare: weekOfTraffic,
		hours: 4,
		severity: "page",
		on: "chat",
		fires: [70, 76],
		evidence: { requests: 3_604 },
	},
	"hourly-spend": {
		endpoints: [endpoint({ traffic: sum(constant(0.9), between(hourMs, 2 * hourMs, 20)) })],
		dailyBudgetUsd: 30,
		hours: 5,
		severity: "info",
		on: null,
		fires: [65, 120],
		evidence: { lineMicroUsd: 1_250_000 },
	},
	"burn-rate": {
		endpoints: [
			endpoint({
				scaling: scaling(1, 12),
				traffic: sum(constant(0.9), between(hourMs, 3 * hourMs, 40)),
			}),
		],
		dailyBudgetUsd: 30,
		hours: 11,
		severity: "page",
		on: null,
		fires: [60, 240],
		evidence: { budgetMicroUsd: 30_000_000 },
	},
	"cost-spike": {
		endpoints: [endpoint({ traffic: sum(constant(0.9), between(2 * hourMs, 3 * hourMs, 20)) })],
		prepare: weekOfHours,
		hours: 6,
		severity: "warn",
		on: null,
		fires: [125, 200],
		evidence: { normalMicroUsd: 800_000, days: 7 },
	},
	"configuration-drift": {
		endpoints: [endpoint()],
		timeline: [instance(30, "nvidia-h200", "x2"), instance(120, "nvidia-l4", "x1")],
		hours: 3,
		severity: "warn",
		on: "chat",
		fires: [30, 32],
		evidence: { instanceType: "nvidia-l4 → nvidia-h200", changedBy: "ann" },
	},
	"idle-billed": {
		endpoints: [endpoint({ traffic: between(3 * hourMs, 9 * hourMs, 1) })],
		policy: "alerts: {idleBilledHours: 2}",
		hours: 5,
		severity: "warn",
		on: "chat",
		fires: [70, 150],
		evidence: { billedReplicas: 1, wasteMicroUsdPerHour: 800_000 },
	},
	"stuck-initialising": {
		endpoints: [endpoint({ beginsAs: "paused" })],
		timeline: [
			{ at: 29 * minuteMs, actor: "ann", change: disturb("stickInitialising") },
			{ at: 30 * minuteMs, actor: "ann", change: { kind: "resume", endpoint: "chat" } },
			{ at: 90 * minuteMs, actor: "ann", change: disturb("heal") },
		],
		hours: 3,
		severity: "warn",
		on: "chat",
		fires: [45, 60],
		evidence: { bound: 15 },
	},
};

function disturb(disturbance: "stickInitialising" | "heal") {
	return { kind: "disturb" as const, endpoint: "chat", disturbance };
}

/** Eight days of half a request a second. */
async function weekOfTraffic(table: Table, account: SimulatedAccount): Promise<void> {
	const createdAt = account.find("chat")?.createdAt ?? 0;
	const binMs = 10 * minuteMs;
	const from = start - 8 * 24 * hourMs;
	const sketch = newEndpointSketch({ endpoint: "chat", createdAt }, from, binMs);
	let { traffic } = sketch;
	for (let at = from; at < start; at += binMs) {
		traffic = takeBin(traffic, { endpointCreatedAt: createdAt, from: at, requests: 300 }).sketch;
	}
	await watchStore(table, "acme").writeSketches([{ ...sketch, traffic }], start);
}

/** A week in which each hour cost 80 cents. */
async function weekOfHours(table: Table): Promise<void> {
	const hours = Array.from({ length: 168 }, (_, n) => ({
		hour: start - (168 - n) * hourMs,
		spentMicroUsd: 800_000,
		guarded: false,
	}));
	await watchStore(table, "acme").writeHours({ until: start, hours });
}
