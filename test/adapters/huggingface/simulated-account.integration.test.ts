import { afterEach, describe, expect, test } from "vitest";
import { createAccountCheck } from "../../../shared/adapters/huggingface/account-check.ts";
import { createPriceReader } from "../../../shared/adapters/huggingface/price-reader.ts";
import {
	type ConnectedAccount,
	connectAccount,
	connectedAt,
	endpointNamed,
	failureCode,
	namespace,
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

describe("the inventory", () => {
	test.each([45, 120, 230])("of %i endpoints is complete over all its pages", async (endpoints) => {
		const { reader, account, run } = await connect({ endpoints });
		const inventory = await run(reader.listInventory());
		expect(inventory.complete).toBe(true);
		expect(inventory.endpoints).toHaveLength(endpoints);
		const listed = inventory.endpoints.map(({ name }) => name).sort();
		expect(listed).toEqual(
			account
				.list()
				.map(({ name }) => name)
				.sort(),
		);
	});

	test("is still complete where the vendor's pages are smaller than asked for", async () => {
		const { reader, run } = await connect({ endpoints: 45, settings: { pageLimitMaximum: 20 } });
		const { complete, endpoints } = await run(reader.listInventory());
		expect([complete, endpoints.length]).toEqual([true, 45]);
	});

	test("shows state, scaling, replicas and hardware as they are", async () => {
		const { reader, account, run } = await connect();
		const { endpoints } = await run(reader.listInventory());
		for (const truth of account.list()) {
			const { minReplica, maxReplica, scaleToZeroTimeout } = truth.scaling;
			expect(endpointNamed(endpoints, truth.name)).toMatchObject({
				state: truth.state,
				createdAt: truth.createdAt,
				updatedAt: truth.updatedAt,
				tags: truth.tags,
				hardware: truth.hardware,
				scaling: { minReplica, maxReplica, scaleToZeroTimeoutMinutes: scaleToZeroTimeout },
				readyReplica: truth.readyReplica,
				targetReplica: truth.targetReplica,
			});
		}
	});

	test("of somebody else's namespace is refused", async () => {
		const { reader, run } = await connect({ token: "hf_nobody" });
		expect(await failureCode(run(reader.listInventory()))).toBe("unauthorized");
	});

	test("takes as long as the network does, in virtual time", async () => {
		const { reader, clock, run } = await connect({ latency: { minMs: 800, maxMs: 1_200 } });
		const before = performance.now();
		await run(reader.listInventory());
		expect(clock.now() - connectedAt).toBeGreaterThanOrEqual(800);
		expect(clock.now() - connectedAt).toBeLessThanOrEqual(1_200);
		expect(performance.now() - before).toBeLessThan(1_000);
	});
});

describe("changes", () => {
	test("a partial update keeps every other field", async () => {
		const { writer, account, run } = await connect();
		const before = account.find("whisper-batch");
		const update = { minReplica: 0, maxReplica: 2 };
		expect(await run(writer.updateScaling("whisper-batch", update))).toBe("written");
		const after = account.find("whisper-batch");
		expect(after?.scaling).toEqual({ ...before?.scaling, ...update });
		expect([after?.tags, after?.model, after?.hardware, after?.type]).toEqual([
			before?.tags,
			before?.model,
			before?.hardware,
			before?.type,
		]);
	});

	test("pause and resume work, and so does saying it twice", async () => {
		const { writer, reader, run, clock } = await connect();
		const state = async () => (await run(reader.getEndpoint("llama-8b-chat")))?.state;
		expect(await run(writer.pause("llama-8b-chat"))).toBe("written");
		expect(await run(writer.pause("llama-8b-chat"))).toBe("written");
		expect(await state()).toBe("paused");
		expect(await run(writer.resume("llama-8b-chat"))).toBe("written");
		await clock.run(clock.now() + 10 * minuteMs);
		expect(await run(writer.resume("llama-8b-chat"))).toBe("written");
		expect(await state()).toBe("running");
	});

	test("scale to zero is refused with the vendor's words where there is no timeout", async () => {
		const { writer, run } = await connect();
		expect(await run(writer.scaleToZero("whisper-batch"))).toBe("written");
		const refused = run(writer.scaleToZero("llama-70b-chat"));
		await expect(refused).rejects.toMatchObject({
			code: "rejected",
			vendorMessage: "workload cannot be scaled to zero",
		});
	});

	test("a read-only token may look and not touch", async () => {
		const { reader, writer, run } = await connect({ token: "hf_guard_read" });
		expect((await run(reader.listInventory())).complete).toBe(true);
		const code = await failureCode(run(writer.pause("llama-70b-chat")));
		expect(["unauthorized", "forbidden"]).toContain(code);
	});
});

describe("stage ranges", () => {
	const window = { from: connectedAt - 10 * minuteMs, to: connectedAt };

	test("cut at the window stay within it", async () => {
		const { reader, run } = await connect({ settings: { rangesClipped: true } });
		const ranges = await run(reader.readStageRanges("llama-70b-chat", window));
		expect(ranges).toMatchObject([{ ...window, stage: "running" }]);
	});

	test("given whole begin where the stage began", async () => {
		const { reader, run } = await connect({ settings: { rangesClipped: false } });
		const [range] = await run(reader.readStageRanges("llama-70b-chat", window));
		expect(range?.from).toBeLessThan(window.from);
		expect(range?.stage).toBe("running");
	});

	test("tell of replicas that are gone", async () => {
		const { reader, writer, clock, run } = await connect();
		await run(writer.pause("llama-70b-chat"));
		await clock.run(clock.now() + 10 * minuteMs);
		expect((await run(reader.getEndpoint("llama-70b-chat")))?.readyReplica).toBe(0);
		const ranges = await run(reader.readStageRanges("llama-70b-chat", window));
		expect(ranges.length).toBeGreaterThan(0);
	});

	test("of an endpoint that does not exist are not found", async () => {
		const { reader, run } = await connect();
		expect(await failureCode(run(reader.readStageRanges("nobody", window)))).toBe("not-found");
	});
});

describe("the rest of the account", () => {
	const silent = { info: () => {}, warn: () => {}, error: () => {} };

	test("prices are live and cover every endpoint of the fleet", async () => {
		const { client, clock, reader, run } = await connect();
		const book = await run(createPriceReader({ client, clock, log: silent }).readPrices());
		expect(book.source).toBe("live");
		const { endpoints } = await run(reader.listInventory());
		for (const { hardware } of endpoints) {
			expect(book.rows).toContainEqual(expect.objectContaining(hardware));
		}
	});

	test("the token's owner and the size of a model are known to the Hub", async () => {
		const { clock, fetch, url, run } = await connect();
		const check = createAccountCheck({ token: "hf_guard_write", clock, fetch, hubUrl: url });
		const owner = await run(check.checkToken());
		expect(owner.namespaces).toContain(namespace);
		const parameters = await run(check.modelParameters("meta-llama/Llama-3.1-8B-Instruct"));
		expect(parameters).toBeGreaterThan(7_000_000_000);
		expect(await run(check.modelParameters("nobody/nothing"))).toBe(null);
	});
});

test("a day of passes runs in the same order and ends in the same state every time", async () => {
	const day = async () => {
		const connected = await connect({ latency: { minMs: 20, maxMs: 300 } });
		const { reader, clock, run } = connected;
		const seen: string[] = [];
		const passes = async () => {
			for (let pass = 0; pass < 60; pass += 1) {
				const { endpoints } = await reader.listInventory();
				const reads = endpoints.map(({ name }) => reader.getEndpoint(name));
				const counts = (await Promise.all(reads)).map((endpoint) => endpoint?.readyReplica);
				seen.push(`${clock.now()}: ${counts.join()}`);
				await clock.sleep(10 * minuteMs);
			}
		};
		await run(passes());
		return seen.join("\n");
	};
	expect(await day()).toBe(await day());
});
