import { trackedFetch } from "../adapters/clock/tracked-fetch.ts";
import { VirtualClock } from "../adapters/clock/virtual-clock.ts";
import { createMemoryTable } from "../adapters/memory/table.ts";
import { defaultPolicyText } from "../config/default-policy.ts";
import { loadPolicy } from "../config/load-policy.ts";
import type { Notice } from "../domain/notice.ts";
import type { Mode, Policy } from "../domain/policy.ts";
import type { Log } from "../ports/log.ts";
import type { Receiver } from "../ports/receiver.ts";
import type { Table } from "../ports/table.ts";
import { hashFraction } from "../simulator/http/hash.ts";
import { type StartedAccount, startSimulatedAccount } from "../simulator/http/start-account.ts";
import type { Scenario } from "../simulator/scenarios/scenario.ts";
import { composeGuardrail, type Guardrail } from "./compose.ts";
import { type DemoReport, demoReport } from "./demo-report.ts";
import { everyMinute, guardNowAndThen, watchNowAndThen } from "./every-minute.ts";
import { scenarioNamed } from "./scenario-named.ts";

export type DemoOptions = {
	readonly scenario: string;
	/** In whole hours: 0.5 is until noon. */
	readonly days: number;
	readonly seed: number;
	/** Mode of the generated policy; `enforce` unless given. */
	readonly mode?: Mode;
	readonly log: Log;
	/** Called once per simulated hour, for a progress line. */
	readonly onHour?: (done: number, all: number) => void;
	/** Called when everything is wired and before time moves: tests act from here. */
	readonly onStart?: (running: RunningDemo) => void;
};

export type RunningDemo = {
	readonly clock: VirtualClock;
	readonly guardrail: Guardrail;
	readonly started: StartedAccount;
	readonly policy: Policy;
	readonly notices: Notice[];
	readonly table: Table;
};

const hourMs = 3_600_000;

/**
 * What the demo assumes where the vendor documents nothing: image pull and model download happen inside
 * `initializing`, and a replica goes within a second, so that all of the true bill is in documented stages.
 */
export const demoAccountSettings = {
	pullingSeconds: 0,
	downloadingSecondsPerBillion: 0,
	terminatingSeconds: 1,
} as const;

/** Injected on purpose: 0.2 to 2 s for each answer of the account, 1 to 5 s for each event. */
const latency = { minMs: 200, maxMs: 2_000 };
const eventDelay = { minMs: 1_000, maxMs: 5_000 };

/** Runs simulated days as fast as they go, over real HTTP, and judges them by the account's own books. */
export async function runDemo(options: DemoOptions): Promise<DemoReport> {
	const scenario = scenarioNamed(options.scenario);
	const clock = new VirtualClock(scenario.start);
	const started = await startSimulatedAccount({
		scenario,
		seed: options.seed,
		clock: clock.requestFace,
		settings: demoAccountSettings,
		latency,
	});
	try {
		const running = compose(options, scenario, { clock, started });
		options.onStart?.(running);
		await runDays(options, scenario, running);
		return await demoReport({ ...options, scenario, running });
	} finally {
		await started.close();
	}
}

function compose(
	options: DemoOptions,
	scenario: Scenario,
	{ clock, started }: { clock: VirtualClock; started: StartedAccount },
): RunningDemo {
	const notices: Notice[] = [];
	const policy = demoPolicy(scenario, options.mode);
	const table = createMemoryTable({ clock });
	const guardrail = composeGuardrail({
		namespace: scenario.namespace,
		policy,
		simulated: true,
		table,
		clock,
		log: options.log,
		fetch: trackedFetch(clock),
		endpointsUrl: started.url,
		tokens: { read: "hf_guard_read", write: "hf_guard_write" },
		receivers: [rememberingReceiver(notices)],
		eventDelayMs: (event, n) => {
			const share = hashFraction(options.seed, "event-delay", event.type, n);
			return Math.round(eventDelay.minMs + share * (eventDelay.maxMs - eventDelay.minMs));
		},
	});
	return { clock, guardrail, started, policy, notices, table };
}

/** The generated default policy, with the scenario's budget. */
export function demoPolicy(scenario: Scenario, mode: Mode = "enforce"): Policy {
	const text = defaultPolicyText({
		namespace: scenario.namespace,
		zone: scenario.zone,
		dailyBudgetUsd: scenario.dailyBudgetMicroUsd / 1_000_000,
		mode,
		endpoints: scenario.endpoints.map((endpoint) => endpoint.name),
	});
	const loaded = loadPolicy(text, { file: "guardrail.yml", defaultMode: "enforce" });
	if (!loaded.ok)
		throw new Error(`the generated policy was refused: ${JSON.stringify(loaded.problems)}`);
	return loaded.policy;
}

function rememberingReceiver(notices: Notice[]): Receiver {
	return {
		channel: "demo",
		send: async (notice) => {
			notices.push(notice);
			return { ok: true };
		},
	};
}

async function runDays(
	options: DemoOptions,
	scenario: Scenario,
	{ clock, guardrail }: RunningDemo,
): Promise<void> {
	const abort = new AbortController();
	const report = (error: unknown) => {
		options.log.warn("pass-ended", {
			problem: error instanceof Error ? error.message : String(error),
		});
	};
	const loops = [
		everyMinute(guardrail, clock, abort.signal, report),
		guardNowAndThen(guardrail, clock, abort.signal, report),
		watchNowAndThen(guardrail, clock, abort.signal, report),
	];
	const hours = Math.round(options.days * 24);
	for (let hour = 1; hour <= hours; hour += 1) {
		await clock.run(scenario.start + hour * hourMs);
		options.onHour?.(hour, hours);
	}
	await clock.run(scenario.start + hours * hourMs + settleMs);
	abort.abort();
	await clock.run(Promise.all(loops));
}

/** The last day's close is metered in the first passes after it. */
const settleMs = 5 * 60_000;
