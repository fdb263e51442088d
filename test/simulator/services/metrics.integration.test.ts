import { afterEach, describe, expect, test } from "vitest";
import {
	type StartedAccount,
	startSimulatedAccount,
} from "../../../shared/simulator/http/start-account.ts";
import { scenarioNamed } from "../../../shared/simulator/scenarios/index.ts";
import { manualClock } from "../http/manual-clock.ts";

type Point = { x: string; y: number };
type Series = {
	sum: number;
	statusCode: string;
	percentile: string;
	replicaId: string;
	deviceId: number | null;
	data: Point[];
};
type Graph = { series: Series[]; timeWindowSeconds: number };
type AllGraphs = Record<
	| "responseStatusCode"
	| "responseStatusCodeGrouped"
	| "responseElapsed"
	| "pendingRequest"
	| "hardwareCpu"
	| "hardwareGpu",
	Graph
> & { inference: { requests: { waiting: Graph } } | null; replicaIds: string[] };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startMs = scenarioNamed("quiet-day")?.start ?? 0;
const started: StartedAccount[] = [];

afterEach(async () => {
	await Promise.all(started.splice(0).map((account) => account.close()));
});

async function start(scenario = "quiet-day") {
	const clock = manualClock(startMs);
	const simulated = await startSimulatedAccount({ scenario, seed: 1, clock });
	started.push(simulated);
	const { url, account } = simulated;
	const headers = { authorization: "Bearer hf_guard_read" };
	const post = (name: string, body: object, metric = "") =>
		fetch(`${url}/v2/endpoint/${account.namespace}/${name}/metrics${metric}`, {
			method: "POST",
			headers,
			body: JSON.stringify(body),
		});
	const graphs = async (name: string, from: number, to: number, replicaId?: string) =>
		(await (await post(name, { ...window(from, to), replicaId })).json()) as AllGraphs;
	const openMetrics = async (name: string) =>
		(
			await fetch(`${url}/v2/endpoint/${account.namespace}/${name}/open-metrics`, { headers })
		).text();
	return { account, clock, post, graphs, openMetrics };
}

function window(from: number, to: number) {
	return { start: new Date(from).toISOString(), stop: new Date(to).toISOString() };
}

describe("counts of answers", () => {
	test("are those of the account, and two neighbouring windows add up to the whole", async () => {
		const { account, graphs } = await start();
		for (const { name } of account.list()) {
			const whole = served(await graphs(name, startMs - hourMs, startMs));
			const middle = startMs - 25 * minuteMs - 17_345;
			const first = served(await graphs(name, startMs - hourMs, middle));
			const second = served(await graphs(name, middle, startMs));
			const samples = account.loadSamples(name, startMs - hourMs, startMs);
			expect([name, whole]).toEqual([name, samples.reduce((sum, each) => sum + each.served, 0)]);
			expect([name, first + second]).toEqual([name, whole]);
		}
	});

	test("of a series are the sum of its points, and groups hold what codes hold", async () => {
		const { graphs, account } = await start();
		const body = await graphs(account.list()[0]?.name ?? "", startMs - 6 * hourMs, startMs);
		for (const graph of [body.responseStatusCode, body.responseStatusCodeGrouped]) {
			for (const { sum, data } of graph.series) {
				expect(data.reduce((total, { y }) => total + y, 0)).toBe(sum);
			}
		}
		const sums = (graph: Graph) => graph.series.map(({ sum }) => sum);
		expect(sums(body.responseStatusCodeGrouped)).toEqual(sums(body.responseStatusCode));
		expect(body.responseStatusCodeGrouped.series[0]?.statusCode).toBe("2xx");
	});

	test("a failed endpoint shows 5xx, a paused one 4xx", async () => {
		const { account, clock, graphs } = await start();
		const busy = account.list().filter(({ name }) => served(name, account) > 0);
		const [failing, stopping] = busy;
		account.disturb(failing?.name ?? "", "fail");
		account.pause(stopping?.name ?? "", "ann");
		clock.advance(30 * minuteMs);
		const codes = async (name = "") => {
			const body = await graphs(name, clock.now() - 15 * minuteMs, clock.now());
			return body.responseStatusCodeGrouped.series
				.filter(({ sum }) => sum > 0)
				.map(({ statusCode }) => statusCode);
		};
		expect(await codes(failing?.name)).toEqual(["5xx"]);
		expect(await codes(stopping?.name)).toEqual(["4xx"]);
	});

	function served(source: AllGraphs | string, account?: StartedAccount["account"]): number {
		if (typeof source !== "string") return source.responseStatusCode.series[0]?.sum ?? 0;
		const samples = account?.loadSamples(source, startMs - hourMs, startMs) ?? [];
		return samples.reduce((sum, sample) => sum + sample.served, 0);
	}
});

describe("response times", () => {
	test("rise with the percentile and are absent where nothing was served", async () => {
		const { account, graphs } = await start();
		const asleep = account.list().find(({ state }) => state === "scaledToZero");
		const running = account.list().find(({ state }) => state === "running");
		const busy = await graphs(running?.name ?? "", startMs - hourMs, startMs);
		const medians = busy.responseElapsed.series.map(({ data }) => data[0]?.y ?? 0);
		expect(busy.responseElapsed.series.map(({ percentile }) => percentile)).toEqual([
			"p50",
			"p90",
			"p95",
			"p99",
		]);
		expect(medians).toEqual(medians.toSorted((one, other) => one - other));
		expect(medians[0]).toBeGreaterThan(0);
		const quiet = await graphs(asleep?.name ?? "", startMs - 10 * minuteMs, startMs);
		expect(quiet.responseElapsed.series.flatMap(({ data }) => data)).toEqual([]);
	});
});

describe("hardware", () => {
	test("every graphics processor of every replica has its own series, within 0 and 100", async () => {
		const { account, graphs } = await start();
		for (const { name, hardware } of account.list()) {
			const body = await graphs(name, startMs - hourMs, startMs);
			const perReplica = Number(hardware.instanceSize.slice(1));
			const replicas = new Set(body.hardwareCpu.series.map(({ replicaId }) => replicaId)).size;
			const expected = hardware.accelerator === "gpu" ? replicas * perReplica : 0;
			expect([name, body.hardwareGpu.series.length]).toEqual([name, expected]);
			const values = body.hardwareGpu.series.flatMap(({ data }) => data.map(({ y }) => y));
			expect(values.filter((value) => value < 0 || value > 100)).toEqual([]);
		}
	});

	test("can be asked for one replica alone", async () => {
		const { account, graphs } = await start();
		const many = account.list().find(({ readyReplica }) => readyReplica > 1);
		const all = await graphs(many?.name ?? "", startMs - hourMs, startMs);
		const [replicaId = ""] = all.replicaIds;
		const one = await graphs(many?.name ?? "", startMs - hourMs, startMs, replicaId);
		expect(all.replicaIds.length).toBeGreaterThan(1);
		expect(one.replicaIds).toEqual([replicaId]);
		expect(new Set(one.hardwareCpu.series.map((series) => series.replicaId))).toEqual(
			new Set([replicaId]),
		);
	});

	test("only engines that report it have inference graphs", async () => {
		const { account, graphs } = await start();
		for (const { name, model } of account.list()) {
			const body = await graphs(name, startMs - 10 * minuteMs, startMs);
			expect([name, body.inference !== null]).toEqual([name, "vLLM" in model.image]);
		}
	});
});

describe("the metrics request", () => {
	test.each([
		{},
		{ start: "2026-11-22T05:00:00Z" },
		{ start: "yesterday", stop: "today" },
		{ start: "2026-11-22T06:00:00Z", stop: "2026-11-22T05:00:00Z" },
	])("%j is refused with 400", async (body) => {
		const { account, post } = await start();
		const name = account.list()[0]?.name ?? "";
		expect((await post(name, body)).status).toBe(400);
		expect((await post(name, body, "/response-elapsed")).status).toBe(400);
	});

	test("for an unknown endpoint is refused with 404", async () => {
		const { post } = await start();
		expect((await post("nothing", window(startMs - 1, startMs))).status).toBe(404);
	});

	test("for a longer window gets fewer points per hour", async () => {
		const { account, graphs } = await start();
		const name = account.list()[0]?.name ?? "";
		const hour = await graphs(name, startMs - hourMs, startMs);
		const week = await graphs(name, startMs - 168 * hourMs, startMs);
		expect(hour.responseStatusCode.timeWindowSeconds).toBe(60);
		expect(week.responseStatusCode.timeWindowSeconds).toBeGreaterThan(60);
	});
});

describe("the OpenMetrics text", () => {
	test("names latency in seconds and counters per running replica that only grow", async () => {
		const { account, clock, openMetrics } = await start();
		const endpoint = account.list().find(({ readyReplica }) => readyReplica > 1);
		const count = async () => {
			const text = await openMetrics(endpoint?.name ?? "");
			const lines = text.split("\n").filter((line) => /^http_requests\{.*"200"\}/.test(line));
			expect(text).toMatch(/latency_distribution\{quantile="0.99"\} \d/);
			return lines.map((line) => Number(line.split(" ")[1]));
		};
		const before = await count();
		expect(before).toHaveLength(endpoint?.readyReplica ?? 0);
		clock.advance(5 * minuteMs);
		const after = await count();
		for (const [index, value] of before.entries()) expect(after[index]).toBeGreaterThan(value);
	});
});
