import { afterEach, describe, expect, test } from "vitest";
import { type FaultKind, faultKinds } from "../../../shared/simulator/http/fault-kind.ts";
import {
	type ConnectedAccount,
	connectAccount,
	connectedAt,
	failureCode,
} from "./connected-account.ts";

const minuteMs = 60_000;
const opened: ConnectedAccount[] = [];

async function connect(...options: Parameters<typeof connectAccount>): Promise<ConnectedAccount> {
	const connected = await connectAccount(...options);
	opened.push(connected);
	return connected;
}

afterEach(async () => {
	for (const connected of opened.splice(0)) await connected.close();
});

describe("faults", () => {
	type Expected =
		| "complete"
		| "incomplete"
		| "timeout"
		| "malformed"
		| "rate-limited"
		| "unauthorized";

	/** What becomes of a list when the fault hits once, and when it does not go away. */
	const outcomes: Readonly<Record<FaultKind, readonly [once: Expected, always: string]>> = {
		tooManyRequests: ["rate-limited", "rate-limited"],
		internalError: ["complete", "unavailable"],
		badGateway: ["complete", "unavailable"],
		unavailable: ["complete", "unavailable"],
		htmlBody: ["complete", "malformed"],
		truncatedJson: ["complete", "malformed"],
		hugeBody: ["malformed", "malformed"],
		connectionReset: ["complete", "unavailable"],
		connectionResetAfterApplying: ["complete", "unavailable"],
		timeoutBeforeApplying: ["complete", "timeout"],
		timeoutAfterApplying: ["complete", "timeout"],
		partialPage: ["incomplete", "incomplete"],
		repeatedCursor: ["incomplete", "incomplete"],
		emptyList: ["complete", "complete"],
		staleList: ["complete", "complete"],
		unknownFields: ["complete", "complete"],
		unknownStates: ["complete", "complete"],
		tokenRevoked: ["unauthorized", "unauthorized"],
		acceptedAndIgnored: ["complete", "complete"],
	};

	async function listUnder(kind: FaultKind, times: number): Promise<string> {
		const { reader, faults, run } = await connect({ endpoints: 120 });
		faults.next(kind, { times });
		const work = run(reader.listInventory());
		const code = await failureCode(work);
		if (code !== "none") return code;
		return (await work).complete ? "complete" : "incomplete";
	}

	test.each(faultKinds)("%s on a list is survived or said, once and for good", async (kind) => {
		const [once, always] = outcomes[kind];
		expect(await listUnder(kind, 1)).toBe(once);
		expect(await listUnder(kind, 1_000)).toBe(always);
	});

	test("a list that fails for good ends within the time of a pass and within a few calls", async () => {
		for (const kind of ["internalError", "timeoutBeforeApplying", "connectionReset"] as const) {
			const { reader, faults, clock, run } = await connect();
			faults.next(kind, { times: 1_000 });
			await failureCode(run(reader.listInventory()));
			expect(clock.now() - connectedAt).toBeLessThanOrEqual(25_000);
			expect(faults.fired.length).toBeLessThanOrEqual(4);
		}
	});

	test("after 429 nothing is sent before the vendor's time is over", async () => {
		const { reader, faults, clock, run } = await connect({ faults: { retryAfterSeconds: 90 } });
		faults.next("tooManyRequests", { times: 2 });
		for (let pass = 0; pass < 3; pass += 1) {
			await failureCode(run(reader.listInventory()));
			await clock.run(clock.now() + 20_000);
		}
		expect(faults.fired).toHaveLength(1);
	});

	test.each(["timeoutAfterApplying", "connectionResetAfterApplying"] as const)(
		"a write with %s is said to have failed, was done, and is not sent twice",
		async (kind) => {
			const { writer, reader, faults, run, account } = await connect();
			faults.next(kind, { method: "PUT" });
			const update = { minReplica: 1, maxReplica: 2 };
			const code = await failureCode(run(writer.updateScaling("llama-70b-chat", update)));
			expect(["timeout", "unavailable"]).toContain(code);
			expect(faults.fired).toHaveLength(1);
			const endpoint = await run(reader.getEndpoint("llama-70b-chat"));
			expect(endpoint?.scaling).toMatchObject(update);
			expect(account.find("llama-70b-chat")?.scaling.maxReplica).toBe(2);
		},
	);

	test("states and stages of tomorrow come through with their words", async () => {
		const { reader, faults, run } = await connect();
		faults.next("unknownStates", { times: 2 });
		const { endpoints } = await run(reader.listInventory());
		expect(endpoints.map(({ state }) => state)).toContain("hibernating");
		const window = { from: connectedAt - 60 * minuteMs, to: connectedAt };
		const ranges = await run(reader.readStageRanges("llama-70b-chat", window));
		expect(ranges.map(({ stage }) => stage)).toContain("rebalancing");
	});
});
