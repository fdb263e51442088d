import { parseOverrideKeys } from "../../adapters/webhooks/override-keys.ts";
import { applyOverride, type OverrideDeps } from "../../app/apply-override.ts";
import { rulesOf } from "../../app/overrides/order.ts";
import { recordRefusal } from "../../app/overrides/record-refusal.ts";
import type { SignedOverrideDeps } from "../take-signed-override.ts";
import { basics, policy } from "./aws-basics.ts";
import { bus } from "./aws-bus.ts";
import { readSecret } from "./aws-secrets.ts";

/** The store, the bus, and who may order what. */
export function overrideDeps(): OverrideDeps {
	return { ...basics(), policy: policy(), bus: bus() };
}

/** Override: the webhook's secrets (two of one name during a rotation), the store, the bus. */
export async function composeOverride(): Promise<SignedOverrideDeps> {
	const deps = overrideDeps();
	return {
		keys: parseOverrideKeys(await readSecret("OVERRIDE_SECRET_ARN")),
		rules: rulesOf(deps.policy),
		wallNow: () => deps.clock.now(),
		apply: (command) => applyOverride(deps, command),
		recordRefusal: (refused) => recordRefusal(deps, refused),
		log: deps.log,
	};
}
