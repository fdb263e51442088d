import { expect, test } from "vitest";
import { createMemoryTable } from "../../../shared/adapters/memory/table.ts";
import { loadPolicy } from "../../../shared/config/load-policy.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { composeGuardrail } from "../../../shared/local/compose.ts";
import { createAccount } from "../../../shared/simulator/account.ts";
import { quietFleet } from "../../bench/quiet-fleet.ts";
import { inProcessFetch, inProcessUrl } from "../../bench/quiet-week/in-process-fetch.ts";
import { StepClock } from "./step-clock.ts";

const endpoints = 1_000;
const settled = 15;
const minutes = 45;
const windowMs = 5 * minuteMs;
const mostCalls = 600;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

type Call = { readonly at: number; readonly path: string };

/** An hour of 1,000 endpoints; what the account was asked when, and how long each meter pass took. */
async function hourOf(options: { readonly watches: boolean }) {
	const scenario = quietFleet(endpoints);
	const clock = new StepClock(scenario.start + 10 * hourMs);
	const begin = clock.now();
	const account = createAccount({ scenario, seed: 1, clock });
	const calls: Call[] = [];
	const real = inProcessFetch(account, clock);
	const guardrail = composeGuardrail({
		namespace: "acme",
		policy: policyOf(),
		simulated: true,
		table: createMemoryTable({ clock }),
		clock,
		log: silent,
		fetch: async (input, init) => {
			const path = new URL(input instanceof Request ? input.url : input).pathname;
			calls.push({ at: clock.now(), path });
			return real(input, init);
		},
		endpointsUrl: inProcessUrl,
		tokens: { read: "hf_guard_read", write: "hf_guard_write" },
		receivers: [],
	});
	const meterMs: number[] = [];
	for (let minute = 1; minute <= minutes; minute += 1) {
		clock.moveTo(begin + minute * minuteMs);
		const from = clock.now();
		await guardrail.meterPass();
		meterMs.push(clock.now() - from);
		await guardrail.bus.drain();
		if (options.watches && minute % 5 === 0) await guardrail.watchPass();
		await guardrail.bus.drain();
	}
	return { calls, meterMs, begin };
}

function policyOf() {
	const text =
		"version: 1\nzone: UTC\ndailyBudgetUsd: 1000000\nmode: observe\ndefaults: {criticality: standard}\n";
	const loaded = loadPolicy(text, { file: "large.yml", defaultMode: "observe" });
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
	return loaded.policy;
}

const isOfWatch = ({ path }: Call) => path.endsWith("/metrics");

test("at 1,000 endpoints watch asks in turn, within the account's calls, and the meter asks what it would without", {
	timeout: 600_000,
}, async () => {
	const alone = await hourOf({ watches: false });
	const { calls, meterMs, begin } = await hourOf({ watches: true });
	expect(calls.filter((call) => !isOfWatch(call))).toEqual(alone.calls);
	expect(meterMs).toEqual(alone.meterMs);
	expect(mostWithin(calls)).toBeLessThanOrEqual(mostCalls);
	const later = calls.filter((call) => isOfWatch(call) && call.at >= begin + settled * minuteMs);
	const counts = new Map<string, number>();
	for (const { path } of later) counts.set(path, (counts.get(path) ?? 0) + 1);
	expect(counts.size).toBe(endpoints);
	expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
});

/** The fullest five minutes. */
function mostWithin(calls: readonly Call[]): number {
	let first = 0;
	let most = 0;
	for (const [index, call] of calls.entries()) {
		while ((calls[first]?.at ?? 0) <= call.at - windowMs) first += 1;
		most = Math.max(most, index - first + 1);
	}
	return most;
}
