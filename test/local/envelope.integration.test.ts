import { describe, expect, test } from "vitest";
import { trackedFetch } from "../../shared/adapters/clock/tracked-fetch.ts";
import { VirtualClock } from "../../shared/adapters/clock/virtual-clock.ts";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { hardLine } from "../../shared/core/decide/early-need.ts";
import { dayOf } from "../../shared/core/reading/period.ts";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import type { Notice } from "../../shared/domain/notice.ts";
import type { Policy } from "../../shared/domain/policy.ts";
import { composeGuardrail } from "../../shared/local/compose.ts";
import { demoAccountSettings, demoPolicy } from "../../shared/local/demo.ts";
import { everyMinute } from "../../shared/local/every-minute.ts";
import { scenarioNamed } from "../../shared/local/scenario-named.ts";
import { startSimulatedAccount } from "../../shared/simulator/http/start-account.ts";

/** A day of the account whose guard and meter die after so long. */
async function dayOfAccount(budget: Partial<Policy["budget"]>, diesAfterMs: number) {
	const scenario = scenarioNamed("runaway-replicas");
	const clock = new VirtualClock(scenario.start);
	const started = await startSimulatedAccount({
		scenario,
		seed: 1,
		clock: clock.requestFace,
		settings: demoAccountSettings,
	});
	const own = demoPolicy(scenario);
	const policy = { ...own, budget: { ...own.budget, ...budget } };
	const notices: Notice[] = [];
	const guardrail = composeGuardrail({
		namespace: scenario.namespace,
		policy,
		simulated: true,
		table: createMemoryTable({ clock }),
		clock,
		log: { info: () => undefined, warn: () => undefined, error: () => undefined },
		fetch: trackedFetch(clock),
		endpointsUrl: started.url,
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
	const abort = new AbortController();
	const loop = everyMinute(guardrail, clock, abort.signal, () => undefined);
	const period = dayOf(scenario.start, policy.budget.zone);
	try {
		await clock.run(scenario.start + diesAfterMs);
		abort.abort();
		await clock.run(loop);
		await clock.run(period.to);
		const spent = started.account.truth.billMicroUsd(period.from, period.to);
		return { spent, line: hardLine(policy), titles: notices.map(({ message }) => message.title) };
	} finally {
		await started.close();
	}
}

describe("an envelope on a simulated account whose replicas run away, by its own bill", () => {
	// At 04:00 a person raises a maximum; a person's change is left alone for an hour, then capped again.
	test.each([5 * hourMs + 10 * minuteMs, 15 * hourMs])(
		"holds the hard line although the guard dies after %i ms",
		async (diesAfterMs) => {
			const { spent, line, titles } = await dayOfAccount({ envelope: true }, diesAfterMs);
			expect(spent).toBeLessThanOrEqual(line);
			expect(titles[0]).toContain("to hold the hard line");
		},
		60_000,
	);

	test("is what holds it: without one the same death passes the line", async () => {
		const { spent, line } = await dayOfAccount({ envelope: false }, 5 * hourMs);
		expect(spent).toBeGreaterThan(line);
	}, 60_000);
});
