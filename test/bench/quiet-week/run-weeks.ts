import { createMemoryTable } from "../../../shared/adapters/memory/table.ts";
import { defaultPolicyText } from "../../../shared/config/default-policy.ts";
import { loadPolicy } from "../../../shared/config/load-policy.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { Notice } from "../../../shared/domain/notice.ts";
import type { Policy } from "../../../shared/domain/policy.ts";
import { composeGuardrail } from "../../../shared/local/compose.ts";
import type { Log, LogFields } from "../../../shared/ports/log.ts";
import { createAccount, type SimulatedAccount } from "../../../shared/simulator/account.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import { MinuteClock } from "../minute-clock.ts";
import { graphsThatAreRead } from "./graphs-that-are-read.ts";
import { inProcessFetch, inProcessUrl } from "./in-process-fetch.ts";

export type QuietOptions = {
	readonly scenario: Scenario;
	readonly days: number;
	/** Budget of each day ÷ what the day truly costs without a guard. */
	readonly budgetShare: number;
};

export type SeenAlert = {
	readonly at: number;
	readonly rule: string;
	readonly severity: string;
	readonly endpoint: string | null;
	readonly evidence: Readonly<Record<string, unknown>>;
};

export type QuietResult = {
	/** Alerts that began, or grew graver, by when. */
	readonly alerts: readonly SeenAlert[];
	/** Notices that were sent. */
	readonly notices: number;
	/** Writes of the guard to the account. */
	readonly actions: number;
	/** Spend of each day ÷ its budget. */
	readonly ratios: readonly number[];
	readonly problems: readonly string[];
};

const dayMs = 24 * hourMs;
const watchEveryMinutes = 5;

/** Meter, guard and watch, minute after minute, over an account that lives on the scenario's traffic. */
export async function runWeeks(options: QuietOptions): Promise<QuietResult> {
	const { scenario, days, budgetShare } = options;
	const trueCosts = costsOfDays(scenario, days);
	const clock = new MinuteClock(scenario.start);
	const account = createAccount({ scenario, seed: 1, clock });
	const table = createMemoryTable({ clock });
	const notices: Notice[] = [];
	const seen = listening(clock);
	const guardrailOn = (day: number) =>
		composeGuardrail({
			namespace: scenario.namespace,
			policy: policyOf(scenario, (trueCosts[day] ?? 0) * budgetShare),
			simulated: true,
			table,
			clock,
			log: seen.log,
			fetch: inProcessFetch(account, clock, [graphsThatAreRead(account)]),
			endpointsUrl: inProcessUrl,
			tokens: { read: "hf_guard_read", write: "hf_guard_write" },
			receivers: [remembering(notices)],
		});
	for (let day = 0; day < days; day += 1) {
		const guardrail = guardrailOn(day);
		for (let minute = 1; minute <= dayMs / minuteMs; minute += 1) {
			clock.advance(minuteMs);
			await guardrail.meterPass();
			await guardrail.bus.drain();
			if (minute % watchEveryMinutes === 0) await guardrail.watchPass();
			await guardrail.bus.drain();
		}
	}
	return { ...seen.result(), notices: notices.length, ...judged(account, trueCosts, budgetShare) };
}

/** What each day costs if nobody guards it. */
function costsOfDays(scenario: Scenario, days: number): readonly number[] {
	const clock = new MinuteClock(scenario.start);
	const account = createAccount({ scenario, seed: 1, clock });
	clock.advance(days * dayMs);
	return Array.from({ length: days }, (_, day) => {
		const from = scenario.start + day * dayMs;
		return account.truth.billMicroUsd(from, from + dayMs);
	});
}

function policyOf({ namespace, zone }: Scenario, budgetMicroUsd: number): Policy {
	const text = defaultPolicyText({
		namespace,
		zone,
		dailyBudgetUsd: Math.max(0.01, Math.round(budgetMicroUsd / 10_000) / 100),
		mode: "enforce",
		endpoints: [],
	});
	const loaded = loadPolicy(text, { file: "quiet-week.yml", defaultMode: "enforce" });
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
	return loaded.policy;
}

function remembering(notices: Notice[]) {
	return {
		channel: "bench",
		send: async (notice: Notice) => {
			notices.push(notice);
			return { ok: true as const };
		},
	};
}

/** What the log says: alerts, and problems of any kind. */
function listening(clock: MinuteClock) {
	const alerts: SeenAlert[] = [];
	const problems: string[] = [];
	const hear = (event: string, fields: LogFields = {}) => {
		if (event === "alert-fired" || event === "alert-escalated") {
			const { id, severity, endpoint, ...evidence } = fields;
			alerts.push({
				at: clock.now(),
				rule: String(id),
				severity: String(severity),
				endpoint: typeof endpoint === "string" ? endpoint : null,
				evidence,
			});
		} else if (!event.startsWith("alert-")) {
			problems.push(`${event} ${JSON.stringify(fields)}`);
		}
	};
	const log: Log = {
		info: () => undefined,
		warn: hear,
		error: hear,
	};
	return { log, result: () => ({ alerts, problems }) };
}

function judged(account: SimulatedAccount, trueCosts: readonly number[], budgetShare: number) {
	const { start } = account.scenario;
	const actions = account.truth
		.journal()
		.filter(({ at, actorKind }) => at >= start && actorKind === "guard").length;
	const ratios = trueCosts.map((cost, day) => {
		const from = start + day * dayMs;
		return account.truth.billMicroUsd(from, from + dayMs) / (cost * budgetShare);
	});
	return { actions, ratios };
}
