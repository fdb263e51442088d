import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { createFleetReader } from "../../adapters/huggingface/fleet-reader.ts";
import { createHttpClient } from "../../adapters/huggingface/http-client.ts";
import type { Inventory } from "../../domain/endpoint.ts";
import { startSimulatedAccount } from "../../simulator/http/start-account.ts";
import type { Scenario } from "../../simulator/scenarios/scenario.ts";
import { demoAccountSettings } from "../demo.ts";

/** The endpoints of a scenario as its day begins: what `npm start` watches without a token. */
export async function listSimulated(scenario: Scenario): Promise<Inventory> {
	const wall = new SystemClock();
	const clock = {
		now: () => scenario.start,
		sleep: (ms: number, signal?: AbortSignal) => wall.sleep(ms, signal),
	};
	const settings = demoAccountSettings;
	const started = await startSimulatedAccount({ scenario, seed: 1, clock, settings });
	try {
		const token = "hf_guard_read";
		const client = createHttpClient({ fetch, clock, token, endpointsUrl: started.url });
		const { namespace } = scenario;
		return await createFleetReader({ client, namespace, clock }).listInventory();
	} finally {
		await started.close();
	}
}
