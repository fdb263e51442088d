import { createMemoryTable } from "../../../shared/adapters/memory/table.ts";
import { loadPolicy } from "../../../shared/config/load-policy.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { Notice } from "../../../shared/domain/notice.ts";
import { composeGuardrail } from "../../../shared/local/compose.ts";
import type { Log, LogFields } from "../../../shared/ports/log.ts";
import type { Table } from "../../../shared/ports/table.ts";
import { createAccount, type SimulatedAccount } from "../../../shared/simulator/account.ts";
import type { EndpointDefinition } from "../../../shared/simulator/endpoint.ts";
import { start, zone } from "../../../shared/simulator/scenarios/calendar.ts";
import { hardware, scaling } from "../../../shared/simulator/scenarios/fleet.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import { constant } from "../../../shared/simulator/traffic/traffic.ts";
import { MinuteClock } from "../../bench/minute-clock.ts";
import { inProcessFetch, inProcessUrl } from "../../bench/quiet-week/in-process-fetch.ts";

export { hourMs, minuteMs, start };

export type Change = {
	readonly minute: number;
	readonly kind: string;
	readonly rule: string;
	readonly severity: string;
	readonly endpoint: string | null;
	readonly group: string | null;
	readonly evidence: LogFields;
};

export type WatchedOptions = {
	readonly endpoints: readonly EndpointDefinition[];
	readonly timeline?: Scenario["timeline"];
	readonly settings?: Scenario["settings"];
	readonly hours: number;
	readonly dailyBudgetUsd?: number;
	readonly mode?: "observe" | "enforce";
	/** More lines of the policy file. */
	readonly policy?: string;
	/** What the store holds before the first minute. */
	readonly prepare?: (table: Table, account: SimulatedAccount) => Promise<void>;
	/** Answers instead of the account where it is not null. */
	readonly instead?: (path: string, minute: number) => Response | null;
	/** Another text in an answer of the account. */
	readonly altered?: (text: string, minute: number) => string;
	/** What another process writes to the store, by minute. */
	readonly meanwhile?: ReadonlyMap<number, (table: Table) => Promise<void>>;
};

export type Watched = {
	readonly changes: readonly Change[];
	readonly notices: readonly Notice[];
	readonly problems: readonly string[];
	readonly table: Table;
};

/** An endpoint of one L4 that serves two requests a second, with a little traffic. */
export function endpoint(parts: Partial<EndpointDefinition> = {}): EndpointDefinition {
	return {
		name: "chat",
		tags: [],
		hardware: hardware("aws us-east-1 nvidia-l4 x1"),
		scaling: scaling(1, 4),
		repository: "Qwen/Qwen2.5-1.5B-Instruct",
		task: "text-generation",
		parametersBillions: 1.5,
		requestsPerSecondPerReplica: 2,
		traffic: constant(0.9),
		createdBy: "ann",
		...parts,
	};
}

const watchEveryMinutes = 5;

/** Meter, guard (which only tells) and watch over a simulated account, minute after minute. */
export async function watched(options: WatchedOptions): Promise<Watched> {
	const clock = new MinuteClock(start);
	const account = createAccount({ scenario: scenarioOf(options), seed: 1, clock });
	const table = createMemoryTable({ clock });
	await options.prepare?.(table, account);
	const notices: Notice[] = [];
	const heard = listening(clock);
	const guardrail = composeGuardrail({
		namespace: "acme",
		policy: policyOf(options),
		simulated: true,
		table,
		clock,
		log: heard.log,
		fetch: insteadOf(inProcessFetch(account, clock), clock, options),
		endpointsUrl: inProcessUrl,
		tokens: { read: "hf_guard_read", write: "hf_guard_write" },
		receivers: [
			{
				channel: "test",
				send: async (notice) => {
					notices.push(notice);
					return { ok: true };
				},
			},
		],
	});
	for (let minute = 1; minute <= options.hours * 60; minute += 1) {
		clock.advance(minuteMs);
		await options.meanwhile?.get(minute)?.(table);
		await guardrail.meterPass();
		await guardrail.bus.drain();
		if (minute % watchEveryMinutes === 0) await guardrail.watchPass();
		await guardrail.bus.drain();
	}
	return { changes: heard.changes, problems: heard.problems, notices, table };
}

function scenarioOf({ endpoints, timeline, settings }: WatchedOptions): Scenario {
	return {
		name: "watched",
		description: "One detector's story.",
		namespace: "acme",
		zone,
		start,
		dailyBudgetMicroUsd: 1_000_000_000_000,
		endpoints,
		timeline: timeline ?? [],
		settings: { historyMs: hourMs, ...settings },
	};
}

function policyOf({ dailyBudgetUsd = 10_000, mode = "observe", policy = "" }: WatchedOptions) {
	const text = [
		"version: 1",
		`zone: ${zone}`,
		`dailyBudgetUsd: ${dailyBudgetUsd}`,
		`mode: ${mode}`,
		"defaults: {criticality: standard}",
		policy,
	].join("\n");
	const loaded = loadPolicy(text, { file: "guardrail.yml", defaultMode: "observe" });
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
	return loaded.policy;
}

function listening(clock: MinuteClock) {
	const changes: Change[] = [];
	const problems: string[] = [];
	const hear = (event: string, fields: LogFields = {}) => {
		if (!/^alert-(?:fired|escalated|lowered|resolved)$/.test(event)) {
			problems.push(`${event} ${JSON.stringify(fields)}`);
			return;
		}
		const { id, severity, endpoint: name, group, ...evidence } = fields;
		changes.push({
			minute: (clock.now() - start) / minuteMs,
			kind: event.slice("alert-".length),
			rule: String(id),
			severity: String(severity),
			endpoint: typeof name === "string" ? name : null,
			group: typeof group === "string" ? group : null,
			evidence,
		});
	};
	const log: Log = { info: () => undefined, warn: hear, error: hear };
	return { log, changes, problems };
}

function insteadOf(
	real: typeof fetch,
	clock: MinuteClock,
	{ instead, altered }: WatchedOptions,
): typeof fetch {
	return async (input, init) => {
		const { pathname } = new URL(input instanceof Request ? input.url : input);
		const minute = (clock.now() - start) / minuteMs;
		const other = instead?.(pathname, minute);
		if (other !== null && other !== undefined) return other;
		const answer = await real(input, init);
		if (altered === undefined) return answer;
		const { status, headers } = answer;
		return new Response(altered(await answer.text(), minute), { status, headers });
	};
}
