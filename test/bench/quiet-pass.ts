import { createDynamoTable } from "../../shared/adapters/dynamodb/table.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { defaultPolicyText } from "../../shared/config/default-policy.ts";
import { loadPolicy } from "../../shared/config/load-policy.ts";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import { composeGuardrail, type Guardrail } from "../../shared/local/compose.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { Table } from "../../shared/ports/table.ts";
import { startSimulatedAccount } from "../../shared/simulator/http/start-account.ts";
import { localClient } from "../local-aws/aws-client.ts";
import { startDynamoDbLocal } from "../local-aws/dynamodb-local.ts";
import type { BenchResult } from "./bench-result.ts";
import { MinuteClock } from "./minute-clock.ts";
import { quietFleet } from "./quiet-fleet.ts";

const endpointCount = 1_000;
const measuredMinutes = 10;
/** By then the stage ranges of every endpoint have been read once, 100 a minute. */
const settlingMinutes = 30;
const target = { write: 2, read: 8 };

/** AWS counts one unit for a consistent query that finds nothing; DynamoDB Local counts none. */
const leastUnits = 1;

type Units = { write: number; read: number; readonly perOperation: Map<string, number> };

/** What a minute costs in which nothing happens, by DynamoDB's own count (`ConsumedCapacity`). */
export async function quietPass(): Promise<BenchResult> {
	const scenario = quietFleet(endpointCount);
	const clock = new MinuteClock(scenario.start + 10 * hourMs);
	const dynamo = await startDynamoDbLocal();
	const account = await startSimulatedAccount({ scenario, seed: 1, clock });
	let units = noUnits();
	await dynamo.createTable("guardrail");
	const table = createDynamoTable({
		tableName: "guardrail",
		clock,
		client: localClient(dynamo.endpoint),
		onConsumed: ({ operation, units: consumed }) => count(units, operation, consumed),
	});
	const guardrail = compose(table, clock, account.url);
	/** Forecasts are made anew then, whatever happens; said beside the target, which is that of a minute. */
	const firstMinuteOfAnHour = async () => {
		const left = (hourMs - (clock.now() % hourMs)) / minuteMs;
		await minutes(guardrail, clock, left - 1);
		units = noUnits();
		await minutes(guardrail, clock, 1);
		return `the first minute of an hour, ${groupNames.length} groups: ${units.write} write units, ${units.read} read units`;
	};
	try {
		await minutes(guardrail, clock, settlingMinutes);
		units = noUnits();
		await minutes(guardrail, clock, measuredMinutes);
		const young = report("a young stack", units);
		await fillControl(table);
		units = noUnits();
		await minutes(guardrail, clock, measuredMinutes);
		const old = report("after many tiers", units);
		const lines = [...young.lines, ...old.lines, await firstMinuteOfAnHour()];
		return { lines, isMet: young.isMet && old.isMet };
	} finally {
		table.close();
		await account.close();
		await dynamo.stop();
	}
}

function noUnits(): Units {
	return { write: 0, read: 0, perOperation: new Map() };
}

function count(units: Units, operation: string, consumed: number): void {
	const kind = /^(put|delete)/.test(operation) ? "write" : "read";
	const billed = Math.max(consumed, leastUnits);
	units[kind] += billed;
	const name = operation.replace(/NS#\S+ ?/, "");
	units.perOperation.set(name, (units.perOperation.get(name) ?? 0) + billed);
}

function compose(table: Table, clock: MinuteClock, endpointsUrl: string): Guardrail {
	const text = defaultPolicyText({
		namespace: "acme",
		zone: "Europe/Berlin",
		dailyBudgetUsd: 1_000_000,
		mode: "enforce",
		endpoints: [],
	});
	const loaded = loadPolicy(`${text}\n${groupsText()}`, {
		file: "bench.yml",
		defaultMode: "enforce",
	});
	if (!loaded.ok) throw new Error("the policy of the bench does not load");
	return composeGuardrail({
		namespace: "acme",
		policy: loaded.policy,
		simulated: true,
		table,
		clock,
		log: silent,
		fetch,
		endpointsUrl,
		tokens: { read: "hf_guard_read", write: "hf_guard_write" },
		receivers: [],
	});
}

/** Budgets of their own, each of a tenth of the fleet: what they cost, every quiet minute pays. */
const groupNames = ["a", "b", "c", "d", "e"];

function groupsText(): string {
	const rows = groupNames.map(
		(name, index) =>
			`  - {name: ${name}, zone: Asia/Kolkata, dailyBudgetUsd: 1000, endpoints: [{name: "steady-*${index}"}]}`,
	);
	return ["groups:", ...rows, ""].join("\n");
}

/** While the fleet settles, the call budget makes questions wait; that is not what is measured. */
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function minutes(guardrail: Guardrail, clock: MinuteClock, many: number): Promise<void> {
	for (let minute = 0; minute < many; minute += 1) {
		clock.advance(minuteMs);
		await guardrail.meterPass();
		await guardrail.bus.drain();
	}
}

/** The control item of a namespace that has crossed its lines often: as long as it ever becomes. */
async function fillControl(table: Table): Promise<void> {
	const store = guardStore(table, "acme");
	const { value, version } = await store.readControl();
	if (value === null) throw new Error("there is no control item after a pass");
	const at = value.tierSince;
	const history = Array.from({ length: 40 }, () => ({
		at,
		tier: "shutdown" as const,
		ratio: 2.012_345_678_9,
		reason: "above-threshold" as const,
	}));
	const told = Array.from({ length: 60 }, (_, n) => `fleet/${value.periodKey}/shutdown/up/${n}`);
	await store.writeControl({ ...value, history, told }, version);
}

function report(name: string, { write, read, perOperation }: Units): BenchResult {
	const perMinute = (units: number) => units / measuredMinutes;
	const rows = [...perOperation].map(
		([operation, units]) => `  ${perMinute(units).toFixed(2).padStart(8)}  ${operation}`,
	);
	const isMet = perMinute(write) <= target.write && perMinute(read) <= target.read;
	const sums = `${perMinute(write)} write units (target ${target.write}), ${perMinute(read)} read units (target ${target.read})`;
	const head = `${endpointCount} endpoints, a quiet minute of meter and guard, ${name}: ${sums}`;
	return { lines: [head, ...rows], isMet };
}
