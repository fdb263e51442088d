import { createFleetReader } from "../../adapters/huggingface/fleet-reader.ts";
import { createHttpClient } from "../../adapters/huggingface/http-client.ts";
import { createPriceReader } from "../../adapters/huggingface/price-reader.ts";
import { defaultPolicyText } from "../../config/default-policy.ts";
import { loadPolicy } from "../../config/load-policy.ts";
import type { Settings } from "../../config/settings.ts";
import { replicaCounts } from "../../core/ledger/replica-counts.ts";
import { priceLookup } from "../../core/pricing/price-lookup.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";

/** Run rate × 24 × this is proposed where nobody has set a budget (docs/how-it-decides.md 10). */
const headroom = 1.2;

/** A default policy in shadow mode whose budget follows from what runs at this moment. */
export async function proposePolicy(options: {
	readonly settings: Settings;
	readonly token: string;
	readonly namespace: string;
	readonly clock: Clock;
	readonly log: Log;
}): Promise<Policy> {
	const { settings, token, namespace, clock, log } = options;
	const client = createHttpClient({ fetch, clock, token, endpointsUrl: settings.endpointsUrl });
	const inventory = await createFleetReader({ client, namespace, clock }).listInventory();
	const priceOf = priceLookup(await createPriceReader({ client, clock, log }).readPrices());
	const rate = inventory.endpoints.reduce(
		(sum, endpoint) => sum + replicaCounts(endpoint).point * priceOf(endpoint.hardware).point,
		0,
	);
	const text = defaultPolicyText({
		namespace,
		zone: "UTC",
		dailyBudgetUsd: (rate * 24 * headroom) / 1_000_000,
		mode: "shadow",
		endpoints: inventory.endpoints.map((endpoint) => endpoint.name),
	});
	const loaded = loadPolicy(text, { file: "the proposed policy", defaultMode: "shadow" });
	if (!loaded.ok) throw new Error(loaded.problems.map(({ problem }) => problem).join("; "));
	return loaded.policy;
}
