import { afterEach, expect, test } from "vitest";
import { createBillReader } from "../../shared/adapters/huggingface/bill-reader.ts";
import { createHttpClient } from "../../shared/adapters/huggingface/http-client.ts";
import {
	type ConnectedAccount,
	connectAccount,
	failureCode,
	namespace,
} from "../adapters/huggingface/connected-account.ts";
import { billReaderContract } from "./bill-reader-contract.ts";

const opened: ConnectedAccount[] = [];

afterEach(async () => {
	for (const account of opened.splice(0)) await account.close();
});

async function connect(namespaceKind: "org" | "user") {
	const connected = await connectAccount({ namespaceKind, token: "hf_guard_read" });
	opened.push(connected);
	return connected;
}

for (const namespaceKind of ["org", "user"] as const) {
	billReaderContract(namespaceKind === "org" ? "an organisation" : "a person", async () => {
		const { client, clock, fetch, url, run } = await connect(namespaceKind);
		const nobody = createHttpClient({ fetch, clock, token: "hf_nobody", endpointsUrl: url });
		return {
			reader: createBillReader({ client, namespace }),
			stranger: createBillReader({ client: nobody, namespace }),
			run,
			now: () => clock.now(),
			pass: (ms) => clock.run(clock.now() + ms),
		};
	});
}

test("the bill of somebody else is no bill of this namespace", async () => {
	const { client, run } = await connect("user");
	const answer = await run(createBillReader({ client, namespace: "umbrella" }).readBill(null));
	expect(answer).toMatchObject({ kind: "refused" });
});

test("an organisation that hides its bill is not answered with the token owner's own", async () => {
	const { client, faults, run } = await connect("org");
	faults.next("tokenRevoked", { pathIncludes: "/api/organizations/" });
	expect(await run(createBillReader({ client, namespace }).readBill(null))).toMatchObject({
		kind: "refused",
	});
});

test.each(["htmlBody", "truncatedJson", "internalError"] as const)(
	"a bill that cannot be read (%s) is a failure, never a bill of nothing",
	async (kind) => {
		const { client, faults, run } = await connect("org");
		faults.next(kind, { times: 100 });
		const reading = run(createBillReader({ client, namespace }).readBill(null));
		expect(await failureCode(reading)).toMatch(/^(malformed|unavailable)$/);
	},
);
