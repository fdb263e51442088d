import type { Range } from "../domain/instant.ts";
import type { EndpointMetrics } from "../domain/metrics.ts";

/**
 * Reads what the account measured, from its management API and never through an endpoint's own address: that
 * would wake a sleeping one. Rejects with an `AccountError`; `call-budget` means that the account's calls of the
 * present window belong to others.
 */
export interface MetricsReader {
	readMetrics(endpoint: string, window: Range): Promise<EndpointMetrics>;
}
