import { CallBudget } from "../../adapters/huggingface/call-budget.ts";
import { createFleetReader } from "../../adapters/huggingface/fleet-reader.ts";
import { callBudgetOf, createHttpClient } from "../../adapters/huggingface/http-client.ts";
import { createPriceReader } from "../../adapters/huggingface/price-reader.ts";
import { priceMemory } from "../../app/store/price-store.ts";
import { readEndpointsUrl } from "../../config/function-settings.ts";
import type { FleetReader } from "../../ports/fleet-reader.ts";
import type { PriceReader } from "../../ports/price-reader.ts";
import { latestFor, once } from "../once.ts";
import { basics, clock, log, policy } from "./aws-basics.ts";
import { readSecret } from "./aws-secrets.ts";

/** Of this process: meter and guard are two, and each stays below what the vendor is asked at most. */
const callBudget = once(() => new CallBudget(callBudgetOf(policy().limits.callsPerFiveMinutes)));

const sharedOptions = once(() => ({
	fetch,
	clock,
	endpointsUrl: readEndpointsUrl(),
	callBudget: callBudget(),
}));

/** A client with this token. `null`: public routes only. */
export function clientFor(token: string | null) {
	return createHttpClient({ ...sharedOptions(), token });
}

const readerFor = latestFor((token: string) => {
	const { namespace } = basics();
	return createFleetReader({ client: clientFor(token), namespace, clock });
});

/** Reads the account, with the token that can do nothing else. */
export async function fleetReader(): Promise<FleetReader> {
	return readerFor(await readSecret("HF_READ_TOKEN_ARN"));
}

/** Prices are public; what was read stays while tokens come and go. */
export const priceReader = once((): PriceReader => {
	const { namespace, table } = basics();
	const memory = priceMemory(table, namespace);
	const limits = policy().accounting.prices;
	return createPriceReader({ client: clientFor(null), clock, log, memory, limits });
});
