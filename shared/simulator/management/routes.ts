import type { SimulatedAccount } from "../account.ts";
import type { Route } from "../http/route.ts";
import { auditLogRoutes } from "./audit-logs.ts";
import { endpointChangeRoutes } from "./endpoint-changes.ts";
import { endpointListRoutes } from "./endpoint-list.ts";
import { providerRoutes } from "./providers.ts";
import { replicaMetricsRoutes } from "./replica-metrics.ts";

/**
 * The management API without its load graphs and logs, which the other services of the simulated
 * account answer. Fixed paths stand before patterns, so the first match is the right one.
 */
export function managementRoutes(account: SimulatedAccount): Route[] {
	return [
		...endpointListRoutes(account),
		...replicaMetricsRoutes(account),
		...endpointChangeRoutes(account),
		...providerRoutes(account),
		...auditLogRoutes(account),
	];
}
