import { afterEach } from "vitest";
import { createFleetReader } from "../../shared/adapters/huggingface/fleet-reader.ts";
import { createHttpClient } from "../../shared/adapters/huggingface/http-client.ts";
import {
	type ConnectedAccount,
	connectAccount,
	namespace,
} from "../adapters/huggingface/connected-account.ts";
import { fleetReaderContract } from "./fleet-reader-contract.ts";

const opened: ConnectedAccount[] = [];

afterEach(async () => {
	for (const account of opened.splice(0)) await account.close();
});

fleetReaderContract("the Hugging Face account", async () => {
	const connected = await connectAccount({ endpoints: 25, latency: { minMs: 10, maxMs: 90 } });
	opened.push(connected);
	const { account, reader, clock, fetch, url, run } = connected;
	const stranger = createHttpClient({ fetch, clock, token: "hf_nobody", endpointsUrl: url });
	const broken = createFleetReader({ client: stranger, namespace, clock });
	const names = account.list().map(({ name }) => name);
	return { reader, broken, names, run, now: () => clock.now() };
});
