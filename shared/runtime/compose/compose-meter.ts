import type { MeterDeps } from "../../app/meter/meter-pass.ts";
import { meterSettings } from "../../config/meter-settings.ts";
import { basics, policy } from "./aws-basics.ts";
import { bus } from "./aws-bus.ts";
import { fleetReader, priceReader } from "./hugging-face.ts";

/** Meter: the read token, the ledger, the bus. */
export async function composeMeter(): Promise<MeterDeps> {
	return {
		...basics(),
		policy: policy(),
		bus: bus(),
		settings: meterSettings,
		fleet: await fleetReader(),
		prices: priceReader(),
	};
}
