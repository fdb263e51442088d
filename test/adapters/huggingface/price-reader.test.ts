import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { catalogue } from "../../../shared/adapters/huggingface/catalogue.ts";
import { createHttpClient } from "../../../shared/adapters/huggingface/http-client.ts";
import { createPriceReader } from "../../../shared/adapters/huggingface/price-reader.ts";
import { createMemoryTable } from "../../../shared/adapters/memory/table.ts";
import { priceMemory, priceStore } from "../../../shared/app/store/price-store.ts";
import type { PriceLimits } from "../../../shared/domain/accounting.ts";
import { hardwareKey } from "../../../shared/domain/endpoint.ts";
import type { LogFields } from "../../../shared/ports/log.ts";
import type { PriceMemory } from "../../../shared/ports/price-memory.ts";
import { catalogPrices } from "../../../shared/simulator/catalog/prices.ts";
import { createTableClock } from "../../contract/table-clock.ts";
import { runner } from "./runner.ts";
import { json, type ScriptedAnswer, scriptedFetch } from "./scripted-fetch.ts";

const start = Date.UTC(2026, 10, 22);
const hourMs = 3_600_000;

function setUp(...script: readonly ScriptedAnswer[]) {
	return setUpWith(undefined, ...script);
}

type Scripted = ScriptedAnswer | Partial<PriceLimits>;

function isLimits(entry: Scripted): entry is Partial<PriceLimits> {
	return typeof entry === "object" && "jumpFactor" in entry;
}

function setUpWith(memory: PriceMemory | undefined, ...given: readonly Scripted[]) {
	const script = given.filter((entry): entry is ScriptedAnswer => !isLimits(entry));
	const limits = given.find(isLimits) ?? {};
	const clock = new VirtualClock(start);
	const { calls, fetch } = scriptedFetch(...script);
	const warnings: LogFields[] = [];
	const ignore = () => undefined;
	const log = {
		info: ignore,
		error: ignore,
		warn: (event: string, fields?: LogFields) => void warnings.push({ event, ...fields }),
	};
	const client = createHttpClient({ fetch, clock, token: "hf_canary" });
	const remembered = memory === undefined ? {} : { memory };
	const reader = createPriceReader({ client, clock, log, limits, ...remembered });
	return { calls, clock, warnings, reader, read: () => runner(clock)(reader.readPrices()) };
}

function provider(prices: readonly unknown[], region = "us-east-1"): Response {
	const computes = prices.map((pricePerHour, index) => ({
		accelerator: "gpu",
		instanceType: "nvidia-l4",
		instanceSize: `x${index + 1}`,
		pricePerHour,
		quota: { maxAccelerators: 1 },
	}));
	return json({ vendors: [{ name: "aws", regions: [{ name: region, label: "A", computes }] }] });
}

const prices = Array.from({ length: 12 }, (_, index) => 0.8 + index / 10);

describe("the live list", () => {
	test("is read without the token and in micro-dollars", async () => {
		const { calls, read } = setUp(provider(prices));
		const book = await read();
		expect(book).toMatchObject({ asOf: start, source: "live" });
		expect(book.rows[0]).toEqual({
			vendor: "aws",
			region: "us-east-1",
			accelerator: "gpu",
			instanceType: "nvidia-l4",
			instanceSize: "x1",
			priceMicroUsdPerHour: 800_000,
		});
		expect(calls[0]?.headers.has("authorization")).toBe(false);
		expect(calls[0]?.url.pathname).toBe("/v2/provider");
	});

	test("is asked for at most once an hour, by however many at a time", async () => {
		const { calls, clock, reader, read } = setUp(provider(prices));
		await runner(clock)(
			Promise.all([reader.readPrices(), reader.readPrices(), reader.readPrices()]),
		);
		await clock.run(start + hourMs - 1);
		await read();
		expect(calls.length).toBe(1);
		await clock.run(start + hourMs);
		expect((await read()).asOf).toBe(start + hourMs);
		expect(calls.length).toBe(2);
	});

	test("leaves out rows without a usable price, so that they count as unpriced and not as free", async () => {
		const bad = [0, -1, null, "0.8", 1e-9, 1e300];
		const { read } = setUp(provider([...prices, ...bad]));
		expect((await read()).rows).toHaveLength(prices.length);
	});
});

describe("a list that is not to be believed", () => {
	test.each([
		["cannot be read", json({}, 403)],
		["is a page", new Response("<html>")],
		["has another shape", json({ providers: [] })],
		["is too short", provider(prices.slice(0, 9))],
		["jumps up tenfold", provider(prices.map((price) => price * 10))],
		["jumps down tenfold", provider(prices.map((price) => price / 10))],
	])(
		"because it %s is replaced by the shipped catalogue, and the log says why",
		async (_, answer) => {
			const { warnings, read } = setUp(answer);
			expect(await read()).toBe(catalogue);
			expect(warnings).toHaveLength(1);
		},
	);

	test.each([
		["fails", json({}, 403)],
		["shrinks", provider(Array.from({ length: 10 }, () => 0.8))],
		["jumps", provider(Array.from({ length: 24 }, () => 800))],
	])("because it %s later is replaced by the last good one, whose age shows", async (_, answer) => {
		const many = Array.from({ length: 24 }, () => 0.8);
		const { clock, read } = setUp(provider(many), answer);
		await read();
		await clock.run(start + 5 * hourMs);
		expect(await read()).toMatchObject({ asOf: start, source: "live", rows: { length: 24 } });
	});

	test("is asked for again after five minutes, not with every pass", async () => {
		const { calls, clock, read } = setUp(json({}, 403), provider(prices));
		await read();
		await clock.run(start + 299_000);
		await read();
		expect(calls.length).toBe(1);
		await clock.run(start + 300_000);
		expect((await read()).source).toBe("live");
	});
});

describe("a list that moves a price tenfold", () => {
	test("is refused with both numbers, whichever way it moves", async () => {
		const { clock, read, warnings } = setUp(provider(prices), provider([8, ...prices.slice(1)]));
		await read();
		await clock.run(start + hourMs);
		await read();
		expect(warnings).toEqual([
			{
				event: "price-list-refused",
				kind: "jumped",
				hardware: "aws/us-east-1/nvidia-l4/x1",
				before: 800_000,
				after: 8_000_000,
			},
		]);
	});

	test("is refused by a new process as well, which remembers the last good one", async () => {
		const table = createMemoryTable({ clock: createTableClock(start) });
		const memory = () => priceMemory(table, "acme");
		await setUpWith(memory(), provider(prices)).read();
		const second = setUpWith(memory(), provider([7, ...prices.slice(1).map((price) => price * 9)]));
		expect((await second.read()).rows.map((row) => row.priceMicroUsdPerHour)).toContain(7_000_000);
		const third = setUpWith(memory(), provider(prices.map((price) => price * 100)));
		expect(await third.read()).toMatchObject({ asOf: start, source: "live" });
		const status = await priceStore(table, "acme").readStatus();
		expect(status?.refused).toMatchObject({ kind: "jumped", before: 7_000_000, after: 80_000_000 });
	});

	test("goes unnoticed by no setting: the factor is one of the limits", async () => {
		const { clock, read } = setUpWith(
			undefined,
			provider(prices),
			provider([8, ...prices.slice(1)]),
			{
				jumpFactor: 11,
			},
		);
		await read();
		await clock.run(start + hourMs);
		expect((await read()).rows[0]?.priceMicroUsdPerHour).toBe(8_000_000);
	});
});

describe("what is remembered", () => {
	test("is every version with what changed, and between which two readings it did", async () => {
		const table = createMemoryTable({ clock: createTableClock(start) });
		const memory = priceMemory(table, "acme");
		const { clock, read } = setUpWith(
			memory,
			provider(prices),
			provider(prices),
			provider([0.9, ...prices.slice(1)]),
		);
		for (let hour = 0; hour < 3; hour += 1) {
			await clock.run(start + hour * hourMs);
			await read();
		}
		const versions = await priceStore(table, "acme").readVersions({
			from: start,
			to: start + 3 * hourMs,
		});
		expect(versions).toHaveLength(2);
		expect(versions[0]).toMatchObject({ seenAt: start, notBefore: null, rows: 12 });
		expect(versions[1]).toEqual({
			seenAt: start + 2 * hourMs,
			notBefore: start + hourMs,
			rows: 12,
			changes: [{ hardware: "aws/us-east-1/nvidia-l4/x1", before: 800_000, after: 900_000 }],
		});
	});

	test("is not needed: a store that is down leaves the live list", async () => {
		const down = async () => {
			throw new Error("the store is down");
		};
		const { read, warnings } = setUpWith(
			{ recall: down, keep: down, refuse: down },
			provider(prices),
		);
		expect((await read()).source).toBe("live");
		expect(warnings.map(({ event }) => event)).toEqual([
			"price-list-not-remembered",
			"price-list-not-remembered",
		]);
	});
});

describe("the catalogue", () => {
	test("prices every hardware in every region where the simulated account offers it", () => {
		const priced = Object.fromEntries(
			catalogue.rows.map((row) => [hardwareKey(row), [row.accelerator, row.priceMicroUsdPerHour]]),
		);
		const offered = Object.fromEntries(
			catalogPrices.map((row) => [
				hardwareKey(row),
				[row.accelerator, Math.round(row.pricePerHour * 1_000_000)],
			]),
		);
		expect(priced).toEqual(offered);
		expect(catalogue.rows).toHaveLength(catalogPrices.length);
	});

	test.each([
		["aws/us-east-1/nvidia-l4/x1", 800_000],
		["aws/eu-west-1/intel-spr/x1", 33_000],
		["gcp/us-east4/nvidia-h100/x8", 80_000_000],
		["aws/us-west-2/inf2/x12", 12_000_000],
		["azure/eastus/intel-xeon/x8", 480_000],
	])("has %s at the documented price", (key, price) => {
		const row = catalogue.rows.find((candidate) => hardwareKey(candidate) === key);
		expect(row?.priceMicroUsdPerHour).toBe(price);
	});
});
