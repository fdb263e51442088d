import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { trackedFetch } from "../../adapters/clock/tracked-fetch.ts";
import { VirtualClock } from "../../adapters/clock/virtual-clock.ts";
import { createSqliteTable, type SqliteTable } from "../../adapters/sqlite/table.ts";
import { guardStore } from "../../app/store/guard-store.ts";
import { ledgerStore } from "../../app/store/ledger-store.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Log } from "../../ports/log.ts";
import type { Receiver } from "../../ports/receiver.ts";
import type { Table } from "../../ports/table.ts";
import { type StartedAccount, startSimulatedAccount } from "../../simulator/http/start-account.ts";
import type { Scenario } from "../../simulator/scenarios/scenario.ts";
import { composeGuardrail } from "../compose.ts";
import { demoAccountSettings, demoPolicy } from "../demo.ts";
import { everyMinute, guardNowAndThen, hourNowAndThen, watchNowAndThen } from "../every-minute.ts";
import { scenarioNamed } from "../scenario-named.ts";
import { accountMemory } from "./account-memory.ts";
import type { Session } from "./session.ts";

export type SimulatedSessionOptions = {
	readonly scenario: string;
	readonly seed: number;
	/** Virtual time per real time: 720 is a day in two minutes. */
	readonly speed: number;
	/** Forget the stored day and begin the scenario anew. */
	readonly fresh: boolean;
	readonly home: string;
	readonly policy: Policy | null;
	readonly log: Log;
	readonly receivers: readonly Receiver[];
};

/**
 * A simulated account in this process, watched and enforced. Store and account go on from their files,
 * so that a restart finds the day where it was left.
 */
export async function simulatedSession(options: SimulatedSessionOptions): Promise<Session> {
	const scenario = scenarioNamed(options.scenario);
	const folder = join(options.home, "simulated", `${options.scenario}-${options.seed}`);
	if (options.fresh) rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const memory = accountMemory(join(folder, "account.jsonl"));
	const path = join(folder, "guardrail.db");
	const resumeAt = Math.max(memory.lastAt ?? 0, await lastInstant(path, scenario));
	const clock = new VirtualClock(resumeAt, { speed: options.speed });
	const table = createSqliteTable({ path, clock });
	const started = await startRemembered(options, scenario, { clock, memory });
	const policy = options.policy ?? demoPolicy(scenario);
	const guardrail = composeGuardrail({
		namespace: scenario.namespace,
		policy,
		simulated: true,
		table,
		clock,
		log: options.log,
		fetch: trackedFetch(clock),
		endpointsUrl: started.url,
		hubUrl: started.url,
		tokens: { read: "hf_guard_read", write: "hf_guard_write" },
		receivers: options.receivers.map((receiver) => holdingTime(receiver, clock)),
	});
	return {
		namespace: scenario.namespace,
		policy,
		clock,
		guardrail,
		label: `simulated account "${scenario.name}", seed ${options.seed}: nothing real is touched`,
		simulated: true,
		seed: options.seed,
		accountUrl: started.url,
		...lifeOf({ clock, guardrail, log: options.log, table, started }),
	};
}

/** Channels live in real time: while one is being told, the day stands still, however fast it runs. */
function holdingTime(receiver: Receiver, clock: VirtualClock): Receiver {
	return {
		...receiver,
		send: async (notice, memory) => {
			const release = clock.hold();
			try {
				return await receiver.send(notice, memory);
			} finally {
				release();
			}
		},
	};
}

/** The store's last instant, so that time never goes back over what was already metered. */
async function lastInstant(path: string, scenario: Scenario): Promise<number> {
	const table = createSqliteTable({ path, clock: new VirtualClock(scenario.start) });
	try {
		return await lastInstantIn(table, scenario);
	} finally {
		table.close();
	}
}

async function lastInstantIn(table: Table, scenario: Scenario): Promise<number> {
	const cursor = await ledgerStore(table, scenario.namespace).readCursor();
	const pulse = await guardStore(table, scenario.namespace).readPulse();
	return Math.max(scenario.start, cursor.value?.lastPassAt ?? 0, pulse.value?.lastPassAt ?? 0);
}

/** While the remembered calls are made again, the account's clock stands at each call's own instant. */
async function startRemembered(
	{ seed }: SimulatedSessionOptions,
	scenario: Scenario,
	{ clock, memory }: { clock: VirtualClock; memory: ReturnType<typeof accountMemory> },
): Promise<StartedAccount> {
	let replayedAt: number | null = scenario.start;
	const accountClock = {
		now: () => replayedAt ?? clock.now(),
		sleep: (ms: number, signal?: AbortSignal) => clock.requestFace.sleep(ms, signal),
	};
	const started = await startSimulatedAccount({
		scenario,
		seed,
		clock: accountClock,
		settings: demoAccountSettings,
	});
	memory.replay(started.account, (at) => {
		replayedAt = at;
	});
	replayedAt = null;
	memory.attach(started.account);
	return started;
}

type Life = Pick<Session, "run" | "stop" | "close">;

function lifeOf(parts: {
	clock: VirtualClock;
	guardrail: Session["guardrail"];
	log: Log;
	table: SqliteTable;
	started: StartedAccount;
}): Life {
	const { clock, guardrail, log, table, started } = parts;
	const abort = new AbortController();
	const report = (error: unknown) => {
		log.warn("pass-ended", { problem: error instanceof Error ? error.message : String(error) });
	};
	return {
		run: async () => {
			const loops = Promise.all([
				everyMinute(guardrail, clock, abort.signal, report),
				guardNowAndThen(guardrail, clock, abort.signal, report),
				watchNowAndThen(guardrail, clock, abort.signal, report),
				hourNowAndThen(guardrail, clock, abort.signal, report),
			]);
			await clock.run(loops);
		},
		stop: () => abort.abort(),
		close: async () => {
			await started.close();
			table.close();
		},
	};
}
