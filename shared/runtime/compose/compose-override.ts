import type { OverrideDeps } from "../../app/apply-override.ts";
import type { SignedOverrideDeps } from "../take-signed-override.ts";
import { basics } from "./aws-basics.ts";
import { bus } from "./aws-bus.ts";
import { readSecret } from "./aws-secrets.ts";

/** Override: the webhook's secret (two with a space between during a rotation), the store, the bus. */
export async function composeOverride(): Promise<OverrideDeps & SignedOverrideDeps> {
	const secrets = (await readSecret("OVERRIDE_SECRET_ARN")).trim().split(/\s+/);
	return { ...basics(), bus: bus(), secrets };
}
