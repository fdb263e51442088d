import { readdirSync } from "node:fs";
import { join } from "node:path";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { trackedFetch } from "../adapters/clock/tracked-fetch.ts";
import { VirtualClock } from "../adapters/clock/virtual-clock.ts";
import { createMemoryTable } from "../adapters/memory/table.ts";
import { createSqliteTable } from "../adapters/sqlite/table.ts";
import { buildReadModel } from "../app/build-read-model.ts";
import type { Settings } from "../config/settings.ts";
import { lineText, percentText } from "../core/notify/money-text.ts";
import type { Mode, Policy } from "../domain/policy.ts";
import type { ReadModel } from "../domain/read-model.ts";
import type { Log } from "../ports/log.ts";
import { startSimulatedAccount } from "../simulator/http/start-account.ts";
import { UsageError } from "./cli/usage-error.ts";
import { composeGuardrail } from "./compose.ts";
import { demoAccountSettings, demoPolicy } from "./demo.ts";
import { everyMinute } from "./every-minute.ts";
import { runningFrom } from "./running-guardrail.ts";
import { scenarioNamed, scenarioNames } from "./scenario-named.ts";
import { onlyNamespace } from "./session/live-session.ts";
import { proposePolicy } from "./session/propose-policy.ts";

/** Whose plan is shown, and what it was made from. */
export type PlanState = {
	readonly model: ReadModel;
	readonly source: string;
	/** Says that a simulated day never passed the share it was asked at; null: it did, or none was. */
	readonly notReached: string | null;
};

export type PlanStateOptions = {
	readonly settings: Settings;
	/** null: the running guardrail of this machine, else whatever is at hand. */
	readonly url: string | null;
	readonly policy: Policy | null;
	readonly namespace: string | null;
	readonly scenario: {
		readonly name: string;
		readonly seed: number;
		readonly atRatio: number;
	} | null;
};

/**
 * The state that a plan is drawn from: a simulated day at a share of its budget, a running guardrail, the store
 * that one left, or one look at the live account. None of them writes to an account.
 */
export async function planState(options: PlanStateOptions): Promise<PlanState> {
	const { settings, url, scenario } = options;
	if (scenario !== null) return simulatedState(options, scenario);
	const guardrail = runningFrom(settings, url ?? undefined);
	try {
		return {
			model: await guardrail.readState(),
			source: `guardrail at ${guardrail.url}`,
			notReached: null,
		};
	} catch (error) {
		const elsewhere = url === null ? await withoutRunning(options) : null;
		if (elsewhere === null) throw error;
		return elsewhere;
	}
}

async function withoutRunning(options: PlanStateOptions): Promise<PlanState | null> {
	const { settings } = options;
	if (settings.hfToken !== null) return liveState(options, settings.hfToken.reveal());
	return options.policy === null ? null : storedState(options, options.policy);
}

/** The store of a live account that was watched from this folder. */
async function storedState(
	{ settings, namespace }: PlanStateOptions,
	policy: Policy,
): Promise<PlanState | null> {
	const stored = storesIn(settings.home).filter((name) => namespace === null || name === namespace);
	const [name] = stored;
	if (name === undefined) return null;
	if (stored.length > 1) {
		throw new UsageError(
			`the folder ${settings.home} knows ${stored.join(", ")}`,
			"--namespace NAME",
		);
	}
	const clock = new SystemClock();
	const table = createSqliteTable({ path: join(settings.home, `${name}.db`), clock });
	try {
		const { mode } = policy.budget;
		const model = await buildReadModel({
			namespace: name,
			policy,
			mode,
			simulated: false,
			table,
			clock,
		});
		return { model, source: `the store of the last run in ${settings.home}`, notReached: null };
	} finally {
		table.close();
	}
}

function storesIn(home: string): string[] {
	try {
		return readdirSync(home).flatMap((file) => /^(.+)\.db$/.exec(file)?.[1] ?? []);
	} catch {
		return [];
	}
}

/** One pass over the live account into a store that is forgotten; nothing of today is known but what it tells. */
async function liveState(options: PlanStateOptions, token: string): Promise<PlanState> {
	const { settings } = options;
	const clock = new SystemClock();
	const live = { settings, token, log: silent, clock };
	const namespace = options.namespace ?? (await onlyNamespace(live, clock));
	const policy = options.policy ?? (await proposePolicy({ ...live, namespace }));
	const guardrail = composeGuardrail({
		namespace,
		policy: inMode(policy, "observe"),
		simulated: false,
		table: createMemoryTable({ clock }),
		clock,
		log: silent,
		fetch,
		endpointsUrl: settings.endpointsUrl,
		tokens: { read: token, write: token },
		receivers: [],
	});
	await guardrail.meterPass();
	await guardrail.guardPass();
	await guardrail.bus.drain();
	const { mode } = policy.budget;
	const model = { ...(await guardrail.readModel()), mode };
	return { model, source: `one look at the live account ${namespace}`, notReached: null };
}

/** A scenario's day, watched and left alone, up to the minute at which its spend passes the share. */
async function simulatedState(
	{ policy }: PlanStateOptions,
	{ name, seed, atRatio }: NonNullable<PlanStateOptions["scenario"]>,
): Promise<PlanState> {
	if (!scenarioNames().includes(name)) {
		throw new UsageError(`there is no scenario "${name}"`, `one of ${scenarioNames().join(", ")}`);
	}
	const scenario = scenarioNamed(name);
	const clock = new VirtualClock(scenario.start);
	const settings = demoAccountSettings;
	const started = await startSimulatedAccount({
		scenario,
		seed,
		clock: clock.requestFace,
		settings,
	});
	const own = policy ?? demoPolicy(scenario);
	const guardrail = composeGuardrail({
		namespace: scenario.namespace,
		policy: inMode(own, "observe"),
		simulated: true,
		table: createMemoryTable({ clock }),
		clock,
		log: silent,
		fetch: trackedFetch(clock),
		endpointsUrl: started.url,
		tokens: { read: "hf_guard_read", write: "hf_guard_write" },
		receivers: [],
	});
	const abort = new AbortController();
	const watching = everyMinute(guardrail, clock, abort.signal, () => undefined);
	try {
		let model = await guardrail.readModel();
		let most = 0;
		for (let minute = 1; minute <= mostMinutes; minute += 1) {
			await clock.run(scenario.start + minute * minuteMs + settleMs);
			model = await guardrail.readModel();
			most = Math.max(most, model.reading?.ratio.point ?? 0);
			if (most > atRatio) break;
		}
		const source = `simulated account "${name}", seed ${seed}, left alone so far`;
		const notReached = most > atRatio ? null : notReachedText(atRatio, most, own);
		return { model: { ...model, mode: own.budget.mode }, source, notReached };
	} finally {
		abort.abort();
		await clock.run(watching);
		await started.close();
	}
}

function notReachedText(atRatio: number, most: number, { budget }: Policy): string {
	const days = mostMinutes / (24 * 60);
	const daily = lineText(budget.dailyMicroUsd);
	return `${percentText(atRatio)} of ${daily} is never passed in ${days} days of this scenario, ${percentText(most)} is the most: what follows is of their end`;
}

const minuteMs = 60_000;
/** A pass takes less. */
const settleMs = 30_000;
/** Two days: a scenario that has not passed the share by then does not pass it. */
const mostMinutes = 2 * 24 * 60;

function inMode(policy: Policy, mode: Mode): Policy {
	return { ...policy, budget: { ...policy.budget, mode } };
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
