import { createAuditReader } from "../../adapters/huggingface/audit-reader.ts";
import { CallBudget } from "../../adapters/huggingface/call-budget.ts";
import { createHttpClient, watchCallBudget } from "../../adapters/huggingface/http-client.ts";
import { createMetricsReader } from "../../adapters/huggingface/metrics-reader.ts";
import type { WatchDeps } from "../../app/alerts/watch-pass.ts";
import { readEndpointsUrl } from "../../config/function-settings.ts";
import { latestFor, once } from "../once.ts";
import { basics, clock, log, policy } from "./aws-basics.ts";
import { bus } from "./aws-bus.ts";
import { readSecret } from "./aws-secrets.ts";

/** Watch: the read token, the account's metrics, and the calls that meter and guard leave. */
export async function composeWatch(): Promise<WatchDeps> {
	const readers = readersFor(await readSecret("HF_READ_TOKEN_ARN"));
	return { ...basics(), policy: policy(), bus: bus(), ...readers };
}

/** Functions share no memory: watch keeps to a part of the account's calls that is its own. */
const callBudget = once(() => {
	const calls = Math.floor(policy().limits.callsPerFiveMinutes / 3);
	return new CallBudget({ ...watchCallBudget, calls });
});

const readersFor = latestFor((token: string) => {
	const { namespace } = basics();
	const endpointsUrl = readEndpointsUrl();
	const client = createHttpClient({
		fetch,
		clock,
		token,
		endpointsUrl,
		callBudget: callBudget(),
		readsAs: "spare",
	});
	return {
		metrics: createMetricsReader({ client, namespace }),
		audit: createAuditReader({ client, namespace, log }),
	};
});
