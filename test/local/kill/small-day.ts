import { rmSync } from "node:fs";
import { trackedFetch } from "../../../shared/adapters/clock/tracked-fetch.ts";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { createJsonLog } from "../../../shared/adapters/log/json-log.ts";
import { createSqliteTable, type SqliteTable } from "../../../shared/adapters/sqlite/table.ts";
import { readDay } from "../../../shared/app/read-day.ts";
import { type PackedControl, unpackControl } from "../../../shared/app/store/packed-control.ts";
import { loadPolicy } from "../../../shared/config/load-policy.ts";
import { dayOf } from "../../../shared/core/reading/period.ts";
import type { Control } from "../../../shared/domain/control.ts";
import type { Notice } from "../../../shared/domain/notice.ts";
import { composeGuardrail, type Guardrail } from "../../../shared/local/compose.ts";
import { demoAccountSettings } from "../../../shared/local/demo.ts";
import type { StartedAccount } from "../../../shared/simulator/http/start-account.ts";
import { startSimulatedAccount } from "../../../shared/simulator/http/start-account.ts";
import { Killer, killableFetch, killableTable, type Phase } from "./killer.ts";
import { smallPolicyText, smallScenario } from "./small-account.ts";

export type Kill = { minute: number; index: number; phase: Phase } | null;

export type SmallDay = {
	/** Port calls of the armed minute, in order. */
	calls: readonly string[];
	/** Guard's changes by endpoint, as the account's journal has them. */
	changes: readonly string[];
	configurations: readonly string[];
	control: Control;
	metered: { lo: number; point: number; hi: number };
	trueMicroUsd: number;
	notices: readonly string[];
};

const minuteMs = 60_000;
/** A person orders everything back in this minute. */
export const restoreMinute = 13;
const minutes = 18;

/** Runs the short day over real HTTP and a SQLite file; with a kill, the process ends there and starts again. */
export async function runSmallDay(
	path: string,
	armedMinute: number,
	kill: Kill,
): Promise<SmallDay> {
	rmSync(path, { force: true });
	const scenario = smallScenario();
	const clock = new VirtualClock(scenario.start);
	const started = await startSimulatedAccount({
		scenario,
		seed: 1,
		clock: clock.requestFace,
		settings: { ...demoAccountSettings, ...scenario.settings },
	});
	const notices: Notice[] = [];
	let process = startProcess({ path, clock, started, notices });
	let calls: readonly string[] = [];
	try {
		for (let minute = 1; minute <= minutes; minute += 1) {
			await clock.run(scenario.start + minute * minuteMs);
			if (minute === armedMinute) process.killer.arm(kill);
			if (minute === restoreMinute)
				await clock.run(order(process.guardrail).catch(() => undefined));
			await clock.run(process.guardrail.meterPass().catch(() => undefined));
			await clock.run(scenario.start + minute * minuteMs + 50_000);
			if (minute === armedMinute) calls = [...process.killer.calls];
			if (process.killer.isDead) process = restart(process, { path, clock, started, notices });
			if (minute === restoreMinute)
				await clock.run(order(process.guardrail).catch(() => undefined));
		}
		return await resultOf(process.table, { started, notices, calls, at: clock.now() });
	} finally {
		process.table.close();
		await started.close();
	}
}

type Shared = {
	path: string;
	clock: VirtualClock;
	started: StartedAccount;
	notices: Notice[];
};
type Process = { guardrail: Guardrail; killer: Killer; table: SqliteTable };

function startProcess({ path, clock, started, notices }: Shared): Process {
	const killer = new Killer();
	const table = createSqliteTable({ path, clock });
	const loaded = loadPolicy(smallPolicyText, { file: "guardrail.yml", defaultMode: "enforce" });
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
	const guardrail = composeGuardrail({
		namespace: "acme",
		policy: loaded.policy,
		simulated: true,
		table: killableTable(table, killer),
		clock,
		log: createJsonLog({ clock, write: () => undefined }),
		fetch: killableFetch(trackedFetch(clock), killer),
		endpointsUrl: started.url,
		tokens: { read: "hf_guard_read", write: "hf_guard_write" },
		receivers: [
			{
				channel: "test",
				send: (notice) =>
					killer.call("receiver.send", async () => {
						notices.push(notice);
						return { ok: true } as const;
					}),
			},
		],
	});
	return { guardrail, killer, table };
}

/** What the dead process held in memory is gone; the file and the account are what is left. */
function restart(process: Process, shared: Shared): Process {
	process.table.close();
	return startProcess(shared);
}

/** The same signed request twice is one order. */
async function order(guardrail: Guardrail): Promise<void> {
	await guardrail.applyOverride({
		requestId: "msg_restore",
		bodyHash: "same",
		principal: "key:default",
		role: "owner",
		kind: "restore-now",
		namespace: "acme",
		endpoint: null,
		actor: "ann",
		reason: "put it back now",
		ttlSeconds: 3_600,
		expiresAt: null,
	});
}

async function resultOf(
	table: SqliteTable,
	run: { started: StartedAccount; notices: Notice[]; calls: readonly string[]; at: number },
): Promise<SmallDay> {
	const { account } = run.started;
	const control = await table.get({ pk: "NS#acme", sk: "control" });
	const cursor = await table.get({ pk: "NS#acme", sk: "cursor" });
	if (cursor === null) throw new Error("nothing was metered");
	const { observedUntil } = cursor.body as unknown as { observedUntil: number };
	const period = dayOf(run.at, "UTC");
	const journal = account.truth.journal();
	return {
		calls: run.calls,
		changes: journal
			.filter(
				({ actorKind, kind }) => actorKind === "guard" && kind !== "state" && kind !== "scaled",
			)
			.map(({ endpoint, kind }) => `${endpoint} ${kind}`),
		configurations: account
			.list()
			.map(
				({ name, state, scaling }) =>
					`${name} ${state} ${scaling.minReplica}..${scaling.maxReplica}`,
			),
		control: unpackControl(control?.body as unknown as PackedControl),
		metered: await readDay(table, "acme", period),
		trueMicroUsd: account.truth.billMicroUsd(period.from, observedUntil),
		notices: run.notices.map(({ id }) => id),
	};
}
