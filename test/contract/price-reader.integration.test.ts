import { afterEach } from "vitest";
import { createPriceReader } from "../../shared/adapters/huggingface/price-reader.ts";
import {
	type ConnectedAccount,
	connectAccount,
} from "../adapters/huggingface/connected-account.ts";
import { priceReaderContract } from "./price-reader-contract.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const opened: ConnectedAccount[] = [];

afterEach(async () => {
	for (const account of opened.splice(0)) await account.close();
});

async function read(fails: boolean) {
	const connected = await connectAccount();
	opened.push(connected);
	const { client, clock, faults, run } = connected;
	if (fails) faults.next("unavailable", { times: 1_000 });
	const book = await run(createPriceReader({ client, clock, log }).readPrices());
	return { book, now: clock.now() };
}

priceReaderContract({ name: "the live list", source: "live", read: () => read(false) });
priceReaderContract({ name: "the catalogue", source: "catalogue", read: () => read(true) });
