import { createBillReader } from "../../adapters/huggingface/bill-reader.ts";
import { CallBudget } from "../../adapters/huggingface/call-budget.ts";
import { createHttpClient, watchCallBudget } from "../../adapters/huggingface/http-client.ts";
import { createModelReader } from "../../adapters/huggingface/model-reader.ts";
import type { HourDeps } from "../../app/report-hour.ts";
import { readHubUrl } from "../../config/function-settings.ts";
import { latestFor, once } from "../once.ts";
import { basics, clock, policy } from "./aws-basics.ts";
import { bus } from "./aws-bus.ts";
import { readSecret } from "./aws-secrets.ts";

/** Report: what the store says, and what the Hub says with the read token: the bill and sizes of models. */
export async function composeReport(): Promise<HourDeps> {
	const readers = readersFor(await readSecret("HF_READ_TOKEN_ARN"));
	return { ...basics(), policy: policy(), bus: bus(), ...readers };
}

/** The Hub is another service than the management API, and asked a few times an hour. */
const callBudget = once(() => new CallBudget(watchCallBudget));

const readersFor = latestFor((token: string) => {
	const { namespace } = basics();
	const hubUrl = readHubUrl();
	const client = createHttpClient({
		fetch,
		clock,
		token,
		endpointsUrl: hubUrl,
		callBudget: callBudget(),
	});
	return {
		bill: createBillReader({ client, namespace }),
		models: createModelReader({ token, fetch, clock, hubUrl }),
	};
});
