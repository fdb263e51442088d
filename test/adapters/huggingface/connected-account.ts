import { trackedFetch } from "../../../shared/adapters/clock/tracked-fetch.ts";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { createFleetReader } from "../../../shared/adapters/huggingface/fleet-reader.ts";
import { createFleetWriter } from "../../../shared/adapters/huggingface/fleet-writer.ts";
import { createHttpClient } from "../../../shared/adapters/huggingface/http-client.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import { isAccountError } from "../../../shared/ports/account-error.ts";
import {
	type StartOptions,
	startSimulatedAccount,
} from "../../../shared/simulator/http/start-account.ts";
import { runner } from "./runner.ts";

/** An hour into the day of the shipped scenarios. */
export const connectedAt = Date.UTC(2026, 10, 19);

export const namespace = "acme";

/** A simulated account over real HTTP with the adapters connected to it, all on one virtual clock. */
export async function connectAccount(options: Partial<StartOptions> & { token?: string } = {}) {
	const clock = new VirtualClock(connectedAt);
	const { token = "hf_guard_write", ...wanted } = options;
	const simulated = await startSimulatedAccount({
		clock: clock.requestFace,
		seed: 7,
		scenario: "quiet-day",
		...wanted,
	});
	const fetch = trackedFetch(clock);
	const client = createHttpClient({ fetch, clock, token, endpointsUrl: simulated.url });
	const reader = createFleetReader({ client, namespace, clock });
	const writer = createFleetWriter({ client, namespace });
	return { ...simulated, clock, fetch, client, reader, writer, run: runner(clock) };
}

export type ConnectedAccount = Awaited<ReturnType<typeof connectAccount>>;

export function endpointNamed(endpoints: readonly Endpoint[], name: string): Endpoint {
	const found = endpoints.find((endpoint) => endpoint.name === name);
	if (!found) throw new Error(`There is no ${name}.`);
	return found;
}

/** The code with which a piece of work failed, or "none". */
export async function failureCode(work: Promise<unknown>): Promise<string> {
	const error: unknown = await work.then(
		() => null,
		(reason: unknown) => reason,
	);
	return isAccountError(error) ? error.code : "none";
}
