import type { ReadModelDeps } from "../../app/build-read-model.ts";
import { basics, policy } from "./aws-basics.ts";
import { readSecret } from "./aws-secrets.ts";

export type PageDeps = ReadModelDeps & { readonly readKey: () => Promise<string> };

/** Dashboard: the store, read only, and the key that opens the page. */
export function composePage(): PageDeps {
	const loaded = policy();
	return {
		...basics(),
		policy: loaded,
		mode: loaded.budget.mode,
		simulated: false,
		readKey: async () => (await readSecret("DASHBOARD_KEY_ARN")).trim(),
	};
}
