import { expect, test } from "vitest";
import { trackedFetch } from "../../../shared/adapters/clock/tracked-fetch.ts";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { startSimulatedAccount } from "../../../shared/simulator/http/start-account.ts";
import { scenarioNamed } from "../../../shared/simulator/scenarios/index.ts";

const startMs = scenarioNamed("quiet-day")?.start ?? 0;
const timeoutMs = 10_000;

test("a withheld answer ends by the caller's own timeout in virtual time, not in real time", async () => {
	const clock = new VirtualClock(startMs);
	const started = await startSimulatedAccount({
		scenario: "quiet-day",
		seed: 1,
		clock: clock.requestFace,
		latency: { minMs: 50, maxMs: 250 },
	});
	const { account, faults, url } = started;
	const send = trackedFetch(clock);
	const pause = async (name: string) => {
		const leaving = new AbortController();
		void clock.sleep(timeoutMs, leaving.signal).then(() => leaving.abort());
		const request = {
			method: "POST",
			headers: { authorization: "Bearer hf_guard_write" },
			signal: leaving.signal,
		};
		try {
			const path = `/v2/endpoint/${account.namespace}/${name}/pause`;
			return (await send(`${url}${path}`, request)).status;
		} catch {
			return "timed out";
		} finally {
			leaving.abort();
		}
	};
	const [first, second, third] = account.list().map(({ name }) => name);
	faults.next("timeoutAfterApplying", { pathIncludes: `/${first}/` });
	faults.next("timeoutBeforeApplying", { pathIncludes: `/${second}/` });
	const answers = Promise.all([first, second, third].map((name) => pause(name ?? "")));
	await clock.run(answers);
	expect(await answers).toEqual(["timed out", "timed out", 200]);
	expect(clock.now()).toBe(startMs + timeoutMs);
	expect(account.find(first ?? "")?.state).toBe("paused");
	expect(account.find(second ?? "")?.state).not.toBe("paused");
	await started.close();
});
