import { billStore } from "../../../shared/app/store/bill-store.ts";
import { priceMemory } from "../../../shared/app/store/price-store.ts";
import { watchStore } from "../../../shared/app/store/watch-store.ts";
import { newEndpointSketch } from "../../../shared/core/detect/endpoint-sketch.ts";
import { takeBin } from "../../../shared/core/detect/traffic-sketch.ts";
import type { Table } from "../../../shared/ports/table.ts";
import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import { between } from "../../../shared/simulator/scenarios/calendar.ts";
import { hardware, scaling } from "../../../shared/simulator/scenarios/fleet.ts";
import type { TimelineEntry } from "../../../shared/simulator/scenarios/scenario.ts";
import { constant, sum } from "../../../shared/simulator/traffic/traffic.ts";
import { endpoint, hourMs, minuteMs, start, type WatchedOptions } from "./watched-account.ts";

export type Story = WatchedOptions & {
	readonly severity: "page" | "warn" | "info";
	/** null: the budget as a whole. */
	readonly on: string | null;
	/** Minutes after the beginning between which it must fire. */
	readonly fires: readonly [number, number];
	readonly evidence: Readonly<Record<string, unknown>>;
};

/** One story for each detector, in which it fires once and is over in the end. */
export const stories: Readonly<Record<string, Story>> = {
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
	"guard-blind": {
		endpoints: [endpoint()],
		instead: (path, minute) =>
			path === "/v2/endpoint/acme" && minute >= 30 && minute < 36
				? new Response("{}", { status: 403 })
				: null,
		hours: 1,
		severity: "page",
		on: null,
		fires: [32, 33],
		evidence: { reason: "no good list", failedPasses: 3 },
	},
	unpriced: {
		endpoints: [endpoint()],
		settings: { unlistedHardware: ["aws/us-east-1/nvidia-l4/x1"] },
		timeline: [{ at: hourMs, actor: "ann", change: { kind: "pause", endpoint: "chat" } }],
		hours: 2,
		severity: "warn",
		on: "chat",
		fires: [1, 6],
		evidence: { instanceType: "nvidia-l4" },
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
	"unexplained-replicas": {
		endpoints: [endpoint({ scaling: scaling(1, 8), traffic: constant(0.9) })],
		timeline: [measured(4 * 60, 5), measured(6 * 60, 90)],
		hours: 10,
		severity: "warn",
		on: "chat",
		fires: [270, 330],
		evidence: { replicas: 8, explainedReplicas: 2 },
	},
	"lost-scale-down": {
		endpoints: [
			endpoint({
				scaling: scaling(0, 2),
				beginsAs: "running",
				traffic: sum(between(0, hourMs, 1), between(4 * hourMs, 9 * hourMs, 1)),
			}),
		],
		hours: 5,
		severity: "warn",
		on: "chat",
		fires: [145, 165],
		evidence: { bound: 90 },
	},
	"cold-starts": {
		endpoints: [
			endpoint({
				scaling: scaling(0, 1, 1),
				parametersBillions: 0.1,
				beginsAs: "scaledToZero",
				traffic: (at) => (at < start + 3 * hourMs ? 1 / 270 : 0),
			}),
		],
		hours: 6,
		severity: "warn",
		on: "chat",
		fires: [5, 120],
		evidence: { bound: 10 },
	},
	"autoscaling-thrash": {
		endpoints: [
			endpoint({
				scaling: scaling(0, 1, 1),
				parametersBillions: 0.1,
				beginsAs: "scaledToZero",
				traffic: (at) => (at < start + 3 * hourMs ? 1 / 270 : 0),
			}),
		],
		hours: 30,
		severity: "warn",
		on: "chat",
		fires: [55, 90],
		evidence: { what: "death spiral: it scales to zero and starts cold" },
	},
	"unknown-state": {
		endpoints: [endpoint()],
		altered: (text, minute) =>
			minute >= 30 && minute < 60
				? text.replaceAll('"state":"running"', '"state":"hibernating"')
				: text,
		hours: 2,
		severity: "warn",
		on: "chat",
		fires: [30, 32],
		evidence: { state: "hibernating" },
	},
	"regional-variance": {
		endpoints: [
			endpoint(),
			endpoint({ name: "chat-west", hardware: hardware("gcp us-east4 nvidia-l4 x1") }),
		],
		timeline: [
			instance(30, "nvidia-a10g", "x1"),
			{ at: 90 * minuteMs, actor: "ann", change: { kind: "pause", endpoint: "chat-west" } },
		],
		hours: 3,
		severity: "info",
		on: "chat",
		fires: [30, 36],
		evidence: { per: "replica-hour", region: "aws us-east-1", cheapestRegion: "gcp us-east4" },
	},
	"cost-per-request": {
		endpoints: [endpoint({ traffic: (at) => (at < start + 2 * hourMs ? 0.05 : 0.9) })],
		prepare: weekOfDays,
		hours: 26,
		severity: "info",
		on: "chat",
		fires: [60, 75],
		evidence: { days: 7 },
	},
	"bill-drift": {
		endpoints: [endpoint()],
		meanwhile: new Map([
			[30, (table: Table) => reconciled(table, 0.1)],
			[60, (table: Table) => reconciled(table, 0)],
		]),
		hours: 2,
		severity: "page",
		on: null,
		fires: [30, 36],
		evidence: { ratio: 0.1, worstEndpoint: "chat" },
	},
	"price-list": {
		endpoints: [endpoint()],
		meanwhile: new Map([
			[30, (table: Table) => doubted(table, true)],
			[60, (table: Table) => doubted(table, false)],
		]),
		hours: 2,
		severity: "warn",
		on: null,
		fires: [30, 36],
		evidence: { kind: "jumped", hardware: "aws/us-east-1/nvidia-l4/x1" },
	},
	"low-utilisation": {
		endpoints: [endpoint({ traffic: (at) => (at < start + 26 * hourMs ? 0.06 : 1.2) })],
		hours: 36,
		severity: "info",
		on: "chat",
		fires: [20 * 60, 26 * 60],
		evidence: { bound: 10 },
	},
	"queue-depth": {
		endpoints: [overloaded()],
		policy: "alerts: {queueDepth: 20}",
		hours: 3,
		severity: "warn",
		on: "chat",
		fires: [60, 85],
		evidence: { bound: 20 },
	},
	latency: {
		endpoints: [overloaded()],
		policy: "alerts: {latencyP95Ms: 5000}",
		hours: 3,
		severity: "warn",
		on: "chat",
		fires: [60, 85],
		evidence: { bound: 5_000 },
	},
	"error-rate": {
		endpoints: [overloaded()],
		policy: "alerts: {errorRatio: 0.05}",
		hours: 3,
		severity: "warn",
		on: "chat",
		fires: [60, 85],
		evidence: { bound: 0.05 },
	},
};

function scaled(minute: number, scalingChange: object): TimelineEntry {
	return updated(minute, { compute: { scaling: scalingChange } });
}

function measured(minute: number, hardwareUsage: number): TimelineEntry {
	return scaled(minute, { measure: { hardwareUsage } });
}

function instance(minute: number, instanceType: string, instanceSize: string): TimelineEntry {
	return updated(minute, { compute: { accelerator: "gpu", instanceType, instanceSize } });
}

function updated(minute: number, body: object): TimelineEntry {
	const change = { kind: "update" as const, endpoint: "chat", body };
	return { at: minute * minuteMs, actor: "ann", change };
}

function disturb(disturbance: "stickInitialising" | "heal") {
	return { kind: "disturb" as const, endpoint: "chat", disturbance };
}

/** Ten times what its two replicas can do, for an hour. */
function overloaded() {
	const traffic = sum(constant(0.9), between(hourMs, 2 * hourMs, 20));
	return endpoint({ scaling: scaling(1, 2), traffic });
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

/** Eight days on which a request cost a quarter of a thousandth of a dollar. */
async function weekOfDays(table: Table, account: SimulatedAccount): Promise<void> {
	const createdAt = account.find("chat")?.createdAt ?? 0;
	const sketch = newEndpointSketch({ endpoint: "chat", createdAt }, start - hourMs, 10 * minuteMs);
	const today = Math.floor(start / (24 * hourMs));
	const days = Array.from({ length: 8 }, (_, n) => ({
		day: today - 8 + n,
		microUsd: 19_200_000,
		requests: 77_760,
	}));
	await watchStore(table, "acme").writeSketches([{ ...sketch, days }], start);
}

/** Reconciliation ran, and found the bill so far from the ledger. */
async function reconciled(table: Table, ratio: number): Promise<void> {
	const bills = billStore(table, "acme");
	const { version } = await bills.readState();
	const metered = { lo: 100_000_000, point: 100_000_000, hi: 100_000_000 };
	const billedMicroUsd = Math.round((1 - ratio) * metered.point);
	const level = ratio > 0 ? ("page" as const) : ("none" as const);
	const worst = { endpoint: "chat", metered, billedMicroUsd };
	const lastRunAt = start + (ratio > 0 ? 30 : 60) * minuteMs;
	await bills.writeState(
		{
			lastRunAt,
			access: "readable",
			accessSince: start,
			comparedUntil: start,
			comparisons: [],
			drift: { level, ratio, metered, billedMicroUsd, suspendsPoint: ratio > 0, worst },
			levelSince: lastRunAt,
		},
		version,
	);
}

/** The price of what chat runs on moved too far to be believed, or moved back. */
async function doubted(table: Table, isDoubted: boolean): Promise<void> {
	const memory = priceMemory(table, "acme");
	const hardware = "aws/us-east-1/nvidia-l4/x1";
	const doubt = { kind: "jumped" as const, hardware, before: 800_000, after: 8_000_000 };
	const book = await memory.recall();
	if (book === null) throw new Error("no prices were read");
	await (isDoubted ? memory.refuse(doubt, start) : memory.keep(book));
}
