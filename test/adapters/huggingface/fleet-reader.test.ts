import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { createFleetReader } from "../../../shared/adapters/huggingface/fleet-reader.ts";
import { createHttpClient } from "../../../shared/adapters/huggingface/http-client.ts";
import { isAccountError } from "../../../shared/ports/account-error.ts";
import { endpointAnswer } from "./endpoint-answer.ts";
import { runner } from "./runner.ts";
import { json, type ScriptedAnswer, scriptedFetch } from "./scripted-fetch.ts";

const start = Date.UTC(2026, 10, 22);

function setUp(script: readonly ScriptedAnswer[], options: { pageLimit?: number } = {}) {
	const clock = new VirtualClock(start);
	const { calls, fetch } = scriptedFetch(...script);
	const client = createHttpClient({ fetch, clock, token: "hf_canary" });
	const reader = createFleetReader({ client, namespace: "acme", clock, ...options });
	return { calls, clock, reader, run: runner(clock) };
}

function page(names: readonly string[], rest: object = {}): Response {
	return json({ items: names.map((name) => endpointAnswer(name)), ...rest });
}

async function list(script: readonly ScriptedAnswer[], options: { pageLimit?: number } = {}) {
	const { reader, run, calls } = setUp(script, options);
	const { complete, endpoints } = await run(reader.listInventory());
	return { complete, names: endpoints.map(({ name }) => name), calls };
}

describe("pages", () => {
	test("all are read, a hundred at a time, following the cursor to its end", async () => {
		const { complete, names, calls } = await list([
			page(["a", "b"], { totalItems: 3, nextCursor: "next" }),
			page(["c"], { totalItems: 3, nextCursor: null }),
		]);
		expect({ complete, names }).toEqual({ complete: true, names: ["a", "b", "c"] });
		expect(calls.map(({ url }) => url.search)).toEqual(["?limit=100", "?limit=100&cursor=next"]);
	});

	test("an account without endpoints is complete", async () => {
		expect(await list([page([], { totalItems: 0 })])).toMatchObject({ complete: true, names: [] });
	});

	test.each([
		["a total above what came", [page(["a"], { totalItems: 2 })], ["a"]],
		["a total below what came", [page(["a", "b"], { totalItems: 1 })], ["a", "b"]],
		["an empty list with a total", [page([], { totalItems: 45 })], []],
		[
			"totals that differ between pages",
			[page(["a"], { totalItems: 3, nextCursor: "n" }), page(["b"], { totalItems: 2 })],
			["a", "b"],
		],
		[
			"the same endpoint twice",
			[page(["a", "b"], { nextCursor: "n" }), page(["b", "c"])],
			["a", "b", "c"],
		],
		[
			"a cursor that repeats",
			[page(["a"], { nextCursor: "n" }), page([], { nextCursor: "n" })],
			["a"],
		],
	])("%s makes the inventory incomplete and keeps what came", async (_, script, names) => {
		expect(await list(script)).toMatchObject({ complete: false, names });
	});

	test("a cursor that repeats is followed once", async () => {
		const { calls } = await list([page(["a"], { nextCursor: "n" })]);
		expect(calls.length).toBe(2);
	});

	test("cursors without an end are followed to the page limit only", async () => {
		let count = 0;
		const endless = () => {
			count += 1;
			return page([`e${count}`], { nextCursor: `c${count}` });
		};
		const { complete, names } = await list([endless], { pageLimit: 5 });
		expect([complete, names.length]).toEqual([false, 5]);
	});

	test("an older answer without a total is believed", async () => {
		expect(await list([page(["a"])])).toMatchObject({ complete: true, names: ["a"] });
	});

	test("a page that cannot be read fails the whole list", async () => {
		const { reader, run } = setUp([page(["a"], { nextCursor: "n" }), json({}, 403)]);
		await expect(run(reader.listInventory())).rejects.toSatisfy(isAccountError);
	});

	test("something that is no list is refused", async () => {
		const { reader, run } = setUp([json({ endpoints: [] })]);
		await expect(run(reader.listInventory())).rejects.toMatchObject({ code: "malformed" });
	});

	test("the inventory is dated by the beginning of the listing", async () => {
		const { reader, run } = setUp([json({}, 500), page([], { totalItems: 0 })]);
		expect((await run(reader.listInventory())).at).toBe(start);
	});

	test("a listing has one deadline for all its pages", async () => {
		const { reader, run, clock } = setUp([
			json({}, 500),
			page(["a"], { nextCursor: "n" }),
			"silent",
		]);
		await expect(run(reader.listInventory())).rejects.toMatchObject({ code: "timeout" });
		expect(clock.now() - start).toBe(25_000);
	});
});

describe("an endpoint", () => {
	async function get(item: unknown) {
		const { reader, run } = setUp([json(item)]);
		return run(reader.getEndpoint("chat"));
	}

	test("is read with every field that the guard needs", async () => {
		expect(await get(endpointAnswer("chat"))).toEqual({
			name: "chat",
			createdAt: Date.UTC(2023, 9, 26, 12, 41, 53, 263),
			updatedAt: Date.UTC(2026, 10, 20, 8, 2, 11, 105),
			updatedBy: "johnDoe",
			state: "running",
			tags: ["prod"],
			model: "meta-llama/Llama-3.1-8B-Instruct",
			url: "https://vksrvs8pc1xnifhq.endpoints.huggingface.cloud",
			hardware: {
				vendor: "aws",
				region: "us-east-1",
				accelerator: "gpu",
				instanceType: "nvidia-l4",
				instanceSize: "x1",
			},
			scaling: { minReplica: 1, maxReplica: 4, scaleToZeroTimeoutMinutes: null },
			readyReplica: 2,
			targetReplica: 2,
			lastUsedAt: null,
		});
	});

	test.each([
		["2026-11-22T05:00:00Z", 0],
		["2026-11-22T05:00:00.1Z", 100],
		["2026-11-22T05:00:00.123456789Z", 123],
		["2026-11-22T06:00:00.5+01:00", 500],
		["2026-11-22T05:00Z", 0],
	])("created at %s is understood", async (createdAt, ms) => {
		const endpoint = await get(endpointAnswer("chat", { status: { createdAt } }));
		expect(endpoint?.createdAt).toBe(Date.UTC(2026, 10, 22, 5) + ms);
	});

	test("keeps absent scaling fields absent and given ones as they are", async () => {
		const absent = await get(
			endpointAnswer("chat", { scaling: { scaleToZeroTimeout: undefined } }),
		);
		expect(absent?.scaling).toEqual({ minReplica: 1, maxReplica: 4 });
		expect(Object.keys(absent?.scaling ?? {})).toEqual(["minReplica", "maxReplica"]);
		const measure = { hardwareUsage: 80 };
		const given = await get(
			endpointAnswer("chat", { scaling: { scaleToZeroTimeout: 15, measure } }),
		);
		expect(given?.scaling).toMatchObject({ scaleToZeroTimeoutMinutes: 15, measure });
	});

	test("in a state of tomorrow keeps its word", async () => {
		expect((await get(endpointAnswer("chat", { status: { state: "hibernating" } })))?.state).toBe(
			"hibernating",
		);
	});

	test("without scaling is counted as it runs, in a state that nothing acts on", async () => {
		const endpoint = await get(endpointAnswer("chat", { scaling: null }));
		expect(endpoint).toMatchObject({
			state: "running, scaling not stated",
			targetReplica: 2,
			scaling: { minReplica: 2, maxReplica: 2 },
		});
	});

	test("without replica counts is never taken for one that costs nothing while it runs", async () => {
		const status = { readyReplica: undefined, targetReplica: undefined };
		expect((await get(endpointAnswer("chat", { status })))?.targetReplica).toBe(1);
		const paused = { ...status, state: "paused" };
		expect((await get(endpointAnswer("chat", { status: paused })))?.targetReplica).toBe(0);
	});

	test("lacking only what older answers lack is read with defaults", async () => {
		const status = { url: undefined, updatedAt: undefined, updatedBy: undefined };
		const rest = { tags: undefined, model: undefined };
		expect(await get(endpointAnswer("chat", { status, rest }))).toMatchObject({
			url: "",
			tags: [],
			model: "",
			updatedBy: null,
			updatedAt: Date.UTC(2023, 9, 26, 12, 41, 53, 263),
		});
	});

	test("that does not exist is null", async () => {
		const { reader, run } = setUp([json({ error: "Not Found" }, 404)]);
		expect(await run(reader.getEndpoint("chat"))).toBe(null);
	});

	test.each([
		["no name", endpointAnswer("")],
		["a name that is a path", endpointAnswer("../other")],
		["no date of creation", endpointAnswer("chat", { status: { createdAt: "yesterday" } })],
		["negative replicas", endpointAnswer("chat", { status: { readyReplica: -1 } })],
		["half a replica", endpointAnswer("chat", { status: { targetReplica: 0.5 } })],
		["no hardware", endpointAnswer("chat", { rest: { compute: {} } })],
		["nothing", null],
	])("with %s is refused alone, and the others of its page stay", async (_, bad) => {
		await expect(get(bad)).rejects.toMatchObject({ code: "malformed" });
		const items = [endpointAnswer("a"), bad, endpointAnswer("b")];
		const inventory = await list([json({ items, totalItems: 3 })]);
		expect(inventory).toMatchObject({ complete: false, names: ["a", "b"] });
	});

	property.prop([fc.jsonValue()], { numRuns: 300 })(
		"made of anything is either read or refused with an account error",
		async (value) => {
			const { reader, run } = setUp([json({ ...endpointAnswer("chat"), status: value })]);
			const outcome = await run(reader.getEndpoint("chat")).catch((error: unknown) => error);
			if (isAccountError(outcome)) expect(outcome.code).toBe("malformed");
			else expect(outcome).toMatchObject({ name: "chat", createdAt: expect.any(Number) });
		},
	);
});

describe("stage ranges", () => {
	const window = { from: start - 3_600_000, to: start };
	const row = (x: unknown, x2: unknown, y: unknown = "r-1") => ({ x, x2, y });
	const noon = "2026-11-21T12:00:00Z";
	const one = "2026-11-21T13:00:00Z";

	async function read(series: unknown) {
		const { reader, run, calls } = setUp([json({ replicaIds: [], series })]);
		return { ranges: await run(reader.readStageRanges("chat", window)), calls };
	}

	test("are asked for by window and come in the order of time", async () => {
		const { ranges, calls } = await read([
			{ stage: "running", data: [row(one, "2026-11-21T14:00:00Z"), row(noon, one, "r-0")] },
			{ stage: "rebalancing", data: [row("2026-11-21T11:00:00Z", noon)] },
		]);
		expect(ranges.map(({ stage, replicaId }) => [stage, replicaId])).toEqual([
			["rebalancing", "r-1"],
			["running", "r-0"],
			["running", "r-1"],
		]);
		expect(ranges[1]).toMatchObject({
			from: Date.UTC(2026, 10, 21, 12),
			to: Date.UTC(2026, 10, 21, 13),
		});
		expect(calls[0]).toMatchObject({
			method: "POST",
			body: { start: "2026-11-21T23:00:00.000Z", stop: "2026-11-22T00:00:00.000Z" },
		});
		expect(calls[0]?.url.pathname).toBe("/v2/endpoint/acme/chat/metrics/replica-status");
	});

	test("that are inverted or empty are left out", async () => {
		const data = [row(one, noon), row(noon, noon), row(noon, one)];
		expect((await read([{ stage: "running", data }])).ranges).toHaveLength(1);
	});

	test("of no replica at all are an empty answer", async () => {
		expect((await read([])).ranges).toEqual([]);
		const shorterThanTheResolution = [{ stage: "running", data: [row(noon, noon)] }];
		expect((await read(shorterThanTheResolution)).ranges).toEqual([]);
	});

	test.each([
		["all", [row(1, 2), row("soon", null)], "2 of 2 stage ranges"],
		["one", [row(noon, one), row(noon, null)], "1 of 2 stage ranges"],
	])(
		"of which %s cannot be read are refused, since what is left out would cost nothing",
		async (_, data, said) => {
			const refused = read([{ stage: "running", data }]);
			await expect(refused).rejects.toMatchObject({ code: "malformed" });
			await expect(read([{ stage: "running", data }])).rejects.toThrow(said);
		},
	);
});
