import { guardStore } from "../../../shared/app/store/guard-store.ts";
import { dayOf } from "../../../shared/core/reading/period.ts";
import { type Instant, minuteMs, secondMs } from "../../../shared/domain/instant.ts";
import { hardwareKey, type SimulatedEndpoint } from "../../../shared/simulator/endpoint.ts";
import type { JournalEntry } from "../../../shared/simulator/journal.ts";
import { defaultFeatures } from "../../simulation/features.ts";
import { mix } from "../../simulation/random.ts";
import { type RunPlan, runPlan } from "../../simulation/run-plan.ts";
import { namespace, Simulation } from "../../simulation/simulation.ts";
import type { BenchResult } from "../bench-result.ts";

const target = { firstWriteMs: 75 * secondMs, verifiedMs: 5 * minuteMs };
const runs = 120;
const lookMs = 5 * secondMs;
const expensive = 500_000;

type Line = "trim" | "shutdown";
type Crossing = {
	readonly line: Line;
	readonly writeMs: number;
	readonly verifiedMs: number | null;
};

/**
 * From the line to the first write that stops spend, and until its replicas were seen to be gone: days of the
 * simulation (4 to 12 endpoints, hot hours, calls of 40 to 500 ms and one in a hundred of seconds) without
 * faults, in enforce, and with the budget of the day alone. All stages of these accounts are documented, since `lo` leaves out what nobody says is billed.
 */
export async function actingBench(options: readonly string[] = []): Promise<BenchResult> {
	const given = options.find((word) => word.startsWith("--runs="))?.slice("--runs=".length);
	const all: Crossing[] = [];
	const missed: string[] = [];
	for (let index = 0; index < Number(given ?? runs); index += 1) {
		const made = await oneDay(calmPlan(index));
		all.push(...made.crossings);
		missed.push(...made.missed);
	}
	return report(all, missed);
}

function calmPlan(index: number): RunPlan {
	const plan = runPlan(20_261_122, index);
	const day = dayOf(plan.start, plan.zone);
	const settings = {
		...plan.settings,
		pullingSeconds: 0,
		downloadingSecondsPerBillion: 0,
		terminatingSeconds: 1,
	};
	// Metering has begun before the day does: a minute that nobody saw would be a minute of delay.
	const start = day.from - 30 * minuteMs;
	const dailyMicroUsd = Math.round(plan.dailyMicroUsd / 2);
	const rest = { factor: 0, events: [], settings, end: day.to, faultsUntil: day.to };
	// In ask and shadow nobody writes, and an envelope or an hour's tier has written before the day's line.
	const plain = { features: defaultFeatures, schedules: [] };
	return { ...plan, ...rest, ...plain, start, dailyMicroUsd };
}

async function oneDay(plan: RunPlan): Promise<{ crossings: Crossing[]; missed: string[] }> {
	const simulation = new Simulation(plan);
	const { scheduler, account } = simulation;
	const seen = new Map<string, Instant>();
	const candidates = new Map<Line, Instant>();
	simulation.observer.look();
	const meter = () => {
		simulation.spawn("meter", mix(plan.key, Math.floor(scheduler.now / minuteMs)));
		scheduler.at(scheduler.now + minuteMs, meter);
	};
	scheduler.at(plan.start + minuteMs, meter);
	const store = guardStore(simulation.table, namespace);
	const look = async () => {
		noteCandidates(simulation, plan, candidates);
		const { value } = await store.readControl();
		for (const held of value?.held ?? []) {
			const most = held.written.paused ? 0 : held.written.maxReplica;
			const ready = account.find(held.endpoint)?.readyReplica ?? 0;
			const key = `${held.endpoint}/${held.method}/${held.generation}`;
			const isDown = held.status === "applied" && ready <= most;
			if (isDown && !seen.has(key)) seen.set(key, scheduler.now);
		}
		scheduler.at(scheduler.now + lookMs, () => void look());
	};
	scheduler.at(plan.start + minuteMs, () => void look());
	await scheduler.runUntil(plan.end, () => false);
	return judge(simulation, { plan, seen, candidates });
}

/** When there was something to do about a line for the first time at or after it was crossed. */
function noteCandidates({ account }: Simulation, plan: RunPlan, candidates: Map<Line, Instant>) {
	const day = dayOf(plan.end - 1, plan.zone);
	const now = account.now();
	const spent = account.truth.billMicroUsd(day.from, now);
	for (const [line, ratio] of lines) {
		if (candidates.has(line) || spent <= ratio * plan.dailyMicroUsd) continue;
		const isPossible = account
			.list()
			.some((endpoint) => isCandidate(line, endpoint, { account, now }));
		if (isPossible) candidates.set(line, now);
	}
}

const lines: readonly (readonly [Line, number])[] = [
	["trim", 1.2],
	["shutdown", 2],
];

type Facts = { readonly account: Simulation["account"]; readonly now: Instant };

function isCandidate(line: Line, endpoint: SimulatedEndpoint, { account, now }: Facts): boolean {
	const { tags, state, scaling, readyReplica, hardware } = endpoint;
	if (tags.includes("protected") || tags.includes("critical") || state !== "running") return false;
	if (scaling.scaleToZeroTimeout !== null) return false;
	if (line === "trim") return scaling.maxReplica > Math.max(1, scaling.minReplica);
	const price = account.truth.priceMicroUsdPerHour(hardwareKey(hardware), now);
	return readyReplica * price >= expensive;
}

/** Writes that take replicas away; what was put back is long past when a line is crossed. */
const stops: ReadonlySet<string> = new Set(["updated", "scaledToZero", "paused"]);

type Judged = {
	readonly plan: RunPlan;
	readonly seen: ReadonlyMap<string, Instant>;
	readonly candidates: ReadonlyMap<Line, Instant>;
};

function judge({ account }: Simulation, { plan, seen, candidates }: Judged) {
	const day = dayOf(plan.end - 1, plan.zone);
	const writes = account.truth
		.journal()
		.filter(({ actorKind, kind }) => actorKind === "guard" && stops.has(kind));
	const crossings: Crossing[] = [];
	const missed: string[] = [];
	for (const [line, ratio] of lines) {
		const possibleAt = candidates.get(line);
		const crossedAt = account.truth.firstInstantAbove(
			day.from,
			plan.end,
			ratio * plan.dailyMicroUsd,
		);
		if (possibleAt === undefined || crossedAt === null || plan.end - crossedAt < 10 * minuteMs)
			continue;
		const from = possibleAt - crossedAt > lookMs ? possibleAt : crossedAt;
		const first = writes.find((entry) => entry.at >= from && isOf(line, entry));
		if (first === undefined) {
			missed.push(
				`run ${plan.key}: nothing was written after ${line} at ${new Date(from).toISOString()}`,
			);
			continue;
		}
		const verified = [...seen].find(
			([key, at]) => key.startsWith(`${first.endpoint}/`) && at >= first.at,
		);
		const verifiedMs = verified === undefined ? null : verified[1] - from;
		crossings.push({ line, writeMs: first.at - from, verifiedMs });
	}
	return { crossings, missed };
}

function isOf(line: Line, { kind }: JournalEntry): boolean {
	return line === "trim" || kind === "paused";
}

function report(all: readonly Crossing[], missed: readonly string[]): BenchResult {
	const rows = lines.map(([line]) =>
		rowOf(
			line,
			all.filter((each) => each.line === line),
		),
	);
	const write = percentile(
		all.map(({ writeMs }) => writeMs),
		0.99,
	);
	const verified = percentile(
		all.map(({ verifiedMs }) => verifiedMs ?? Number.POSITIVE_INFINITY),
		0.99,
	);
	return {
		lines: [
			"line       crossings  first write p50    p95    p99    max   verified down p50    p95    p99    max",
			...rows,
			rowOf("both", all),
			`first write p99 ${seconds(write)} (target ${seconds(target.firstWriteMs)}), verified down p99 ${seconds(verified)} (target ${seconds(target.verifiedMs)})`,
			...missed,
		],
		isMet:
			all.length >= 100 &&
			missed.length === 0 &&
			write <= target.firstWriteMs &&
			verified <= target.verifiedMs,
	};
}

const shares = [0.5, 0.95, 0.99, 1];

function rowOf(name: string, all: readonly Crossing[]): string {
	const of = (values: readonly number[]) =>
		shares.map((share) => seconds(percentile(values, share)).padStart(7)).join("");
	const write = of(all.map(({ writeMs }) => writeMs));
	const verified = of(all.map(({ verifiedMs }) => verifiedMs ?? Number.POSITIVE_INFINITY));
	return `${name.padEnd(10)} ${String(all.length).padStart(9)}        ${write}        ${verified}`;
}

function percentile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function seconds(ms: number): string {
	return `${(ms / secondMs).toFixed(1)} s`;
}
