import { expect, test } from "vitest";
import { trackedFetch } from "../../shared/adapters/clock/tracked-fetch.ts";
import { VirtualClock } from "../../shared/adapters/clock/virtual-clock.ts";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { parseCron } from "../../shared/config/parse-cron.ts";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import { composeGuardrail } from "../../shared/local/compose.ts";
import { demoAccountSettings, demoPolicy } from "../../shared/local/demo.ts";
import { everyMinute } from "../../shared/local/every-minute.ts";
import { scenarioNamed } from "../../shared/local/scenario-named.ts";
import { startSimulatedAccount } from "../../shared/simulator/http/start-account.ts";

const zone = "Europe/Berlin";

function entry(text: string, replicas: number) {
	const parsed = parseCron(text);
	if (!parsed.ok) throw new Error(parsed.problem);
	return { cron: parsed.cron, replicas };
}

const name = "qwen-32b-batch";

/** A quiet day with this schedule; the guard can be sent away and called back. */
async function scheduledDay() {
	const scenario = scenarioNamed("quiet-day");
	const clock = new VirtualClock(scenario.start);
	const started = await startSimulatedAccount({
		scenario,
		seed: 1,
		clock: clock.requestFace,
		settings: demoAccountSettings,
	});
	const entries = [entry("0 8 * * 1-5", 3), entry("0 12 * * 1-5", 1), entry("0 18 * * 1-5", 0)];
	const guardrail = composeGuardrail({
		namespace: scenario.namespace,
		policy: { ...demoPolicy(scenario), schedules: [{ members: [{ name }], zone, entries }] },
		simulated: true,
		table: createMemoryTable({ clock }),
		clock,
		log: { info: () => undefined, warn: () => undefined, error: () => undefined },
		fetch: trackedFetch(clock),
		endpointsUrl: started.url,
		tokens: { read: "hf_guard_read", write: "hf_guard_write" },
		receivers: [],
	});
	let abort = new AbortController();
	let loop = Promise.resolve();
	const call = () => {
		abort = new AbortController();
		loop = everyMinute(guardrail, clock, abort.signal, () => undefined);
	};
	const sendAway = async () => {
		abort.abort();
		await clock.run(loop);
	};
	const until = async (hour: number, minute: number) =>
		clock.run(scenario.start + hour * hourMs + minute * minuteMs + 30_000);
	return { guardrail, account: started.account, close: started.close, call, sendAway, until };
}

type Day = Awaited<ReturnType<typeof scheduledDay>>;

function configurationIn({ account }: Day): string {
	account.advance();
	const found = account.find(name);
	if (found === null) throw new Error(`${name} is gone`);
	const { minReplica, maxReplica } = found.scaling;
	return `${found.state === "paused" ? "paused " : ""}${minReplica}-${maxReplica}`;
}

test("the guide's weekdays on a simulated account: set within two minutes, a person's change stands until the next entry, no entry is missed", async () => {
	const day = await scheduledDay();
	try {
		day.call();
		await day.until(7, 58);
		expect(configurationIn(day)).toBe("1-4");
		await day.until(8, 2);
		expect(configurationIn(day)).toBe("3-4");
		day.account.update(name, { compute: { scaling: { minReplica: 2 } } }, "ann");
		await day.until(11, 58);
		expect(configurationIn(day)).toBe("2-4");
		// The guard is away at noon, and makes up for it when it is back.
		await day.sendAway();
		await day.until(13, 0);
		expect(configurationIn(day)).toBe("2-4");
		day.call();
		await day.until(13, 3);
		expect(configurationIn(day)).toBe("1-4");
		await day.until(18, 2);
		expect(configurationIn(day)).toContain("paused");
		expect((await day.guardrail.readModel()).control.held).toEqual([]);
	} finally {
		await day.sendAway();
		await day.close();
	}
}, 60_000);
