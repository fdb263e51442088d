import { trackedFetch } from "../../shared/adapters/clock/tracked-fetch.ts";
import { VirtualClock } from "../../shared/adapters/clock/virtual-clock.ts";
import { createJsonLog } from "../../shared/adapters/log/json-log.ts";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import type { OverrideCommand } from "../../shared/app/apply-override.ts";
import { loadPolicy } from "../../shared/config/load-policy.ts";
import type { Notice } from "../../shared/domain/notice.ts";
import type { OverrideKind } from "../../shared/domain/override.ts";
import { composeGuardrail, type Guardrail } from "../../shared/local/compose.ts";
import { demoAccountSettings } from "../../shared/local/demo.ts";
import { startSimulatedAccount } from "../../shared/simulator/http/start-account.ts";
import { smallPolicyText, smallScenario } from "./kill/small-account.ts";

const minuteMs = 60_000;

export type SmallOrder = Partial<OverrideCommand> & { readonly kind: OverrideKind };

/**
 * Two endpoints at $80 a replica-hour against $30 a day, and whatever runs on them: one virtual
 * minute is one pass. A second guardrail on the same store is another runner.
 */
export async function smallGuardrail(policyText = smallPolicyText) {
	// At midnight, so that nothing of the day is unknown when the first pass looks.
	const scenario = { ...smallScenario(), start: Date.UTC(2026, 10, 19) };
	const clock = new VirtualClock(scenario.start);
	const table = createMemoryTable({ clock });
	const notices: Notice[] = [];
	const channel = { isDown: false };
	const settings = { ...demoAccountSettings, ...scenario.settings };
	const started = await startSimulatedAccount({
		scenario,
		seed: 1,
		clock: clock.requestFace,
		settings,
	});
	const runner = () => runnerOn({ clock, table, url: started.url, notices, channel, policyText });
	const guardrail = runner();
	let minute = 0;
	let orders = 0;
	const passes = async (count: number, ...others: readonly Guardrail[]): Promise<void> => {
		for (let pass = 0; pass < count; pass += 1) {
			minute += 1;
			await clock.run(scenario.start + minute * minuteMs);
			const all = [guardrail, ...others];
			await clock.run(Promise.all(all.map((one) => one.meterPass().catch(() => undefined))));
			await clock.run(Promise.all(all.map((one) => one.bus.drain())));
			await clock.run(scenario.start + minute * minuteMs + 50_000);
		}
	};
	/** Minutes in which nothing runs at all. */
	const skip = (minutes: number) => {
		minute += minutes;
	};
	const order = async (command: SmallOrder) => {
		// An order that has an id of its own leaves the count of the others as it is.
		if (command.requestId === undefined) orders += 1;
		const answer = guardrail.applyOverride({ ...someOrder(orders), ...command });
		await clock.run(answer);
		return answer;
	};
	const shown = (name: string) => started.account.find(name)?.state ?? "gone";
	const told = (part: string) => notices.filter(({ id }) => id.includes(part)).length;
	return {
		clock,
		table,
		notices,
		channel,
		started,
		guardrail,
		runner,
		passes,
		skip,
		order,
		shown,
		told,
	};
}

function someOrder(number: number): OverrideCommand {
	return {
		requestId: `msg_${number}`,
		bodyHash: "same",
		principal: "key:default",
		role: "owner",
		kind: "hold",
		namespace: "acme",
		endpoint: null,
		actor: "ann",
		reason: "a test wants it so",
		ttlSeconds: null,
		expiresAt: null,
	};
}

function runnerOn({ clock, table, url, notices, channel, policyText }: Runner): Guardrail {
	const loaded = loadPolicy(policyText, { file: "guardrail.yml", defaultMode: "enforce" });
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
	return composeGuardrail({
		namespace: "acme",
		policy: loaded.policy,
		simulated: true,
		table,
		clock,
		log: createJsonLog({ clock, write: () => undefined }),
		fetch: trackedFetch(clock),
		endpointsUrl: url,
		tokens: { read: "hf_guard_read", write: "hf_guard_write" },
		receivers: [
			{
				channel: "test",
				send: async (notice) => {
					if (channel.isDown) {
						return { ok: false, retryable: true, retryAfterMs: null, reason: "down" };
					}
					notices.push(notice);
					return { ok: true };
				},
			},
		],
	});
}

type Runner = {
	readonly clock: VirtualClock;
	readonly table: ReturnType<typeof createMemoryTable>;
	readonly url: string;
	readonly notices: Notice[];
	readonly channel: { isDown: boolean };
	readonly policyText: string;
};
