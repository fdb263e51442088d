import { afterEach, expect, test } from "vitest";
import { createAuditReader } from "../../shared/adapters/huggingface/audit-reader.ts";
import { createHttpClient } from "../../shared/adapters/huggingface/http-client.ts";
import { createMetricsReader } from "../../shared/adapters/huggingface/metrics-reader.ts";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import {
	type ConnectedAccount,
	connectAccount,
	connectedAt,
	failureCode,
	namespace,
} from "../adapters/huggingface/connected-account.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const token = "hf_guard_read";
const opened: ConnectedAccount[] = [];
const window = { from: connectedAt + hourMs, to: connectedAt + 2 * hourMs };

afterEach(async () => {
	for (const account of opened.splice(0)) await account.close();
});

async function readerOf(options: Parameters<typeof connectAccount>[0] = {}) {
	const connected = await connectAccount(options);
	opened.push(connected);
	await connected.clock.run(window.to + 10 * minuteMs);
	return { ...connected, metrics: createMetricsReader({ client: connected.client, namespace }) };
}

test("the metrics of an endpoint count its requests as the account's own sum does", async () => {
	const { metrics, run } = await readerOf();
	const read = await run(metrics.readMetrics("llama-8b-chat", window));
	expect(read.window).toEqual(window);
	expect(read.stepMs).toBe(minuteMs);
	const served = read.statuses.find(({ group }) => group === "2xx");
	expect(served?.sum).toBeGreaterThan(1_000);
	const counted = served?.points.reduce((sum, { value }) => sum + (value ?? 0), 0);
	expect(counted).toBe(served?.sum);
});

test("they tell response times by quantile, what waits, how busy replicas are, and their stages", async () => {
	const { metrics, run } = await readerOf();
	const read = await run(metrics.readMetrics("llama-8b-chat", window));
	expect(read.latencies.map(({ quantile }) => quantile)).toEqual([0.5, 0.9, 0.95, 0.99]);
	expect(read.pending.length).toBe(60);
	const busy = read.utilisation.flat().map(({ value }) => value ?? -1);
	expect(busy.length).toBeGreaterThan(0);
	expect(busy.every((value) => value >= 0 && value <= 100)).toBe(true);
	expect(read.stages.some(({ stage }) => stage === "running")).toBe(true);
});

test("asking wakes no sleeping endpoint and goes to no endpoint's own address", async () => {
	const { account, fetch, url, clock, run } = await readerOf();
	const before = account.truth.journal().length;
	const asked: string[] = [];
	const seen: typeof fetch = (input, init) => {
		asked.push(new URL(input instanceof Request ? input.url : input).pathname);
		return fetch(input, init);
	};
	const client = createHttpClient({ fetch: seen, clock, token, endpointsUrl: url });
	const metrics = createMetricsReader({ client, namespace });
	const names = account.scenario.endpoints.map(({ name }) => name);
	for (const name of names) await run(metrics.readMetrics(name, window));
	expect(asked).toEqual(names.map((name) => `/v2/endpoint/acme/${name}/metrics`));
	expect(account.truth.journal().length).toBe(before);
});

test("an endpoint that is gone, a broken answer and a refused token each have their code", async () => {
	const { metrics, faults, run } = await readerOf();
	expect(await run(failureCode(metrics.readMetrics("nobody", window)))).toBe("not-found");
	faults.next("htmlBody", { times: 20 });
	expect(await run(failureCode(metrics.readMetrics("llama-8b-chat", window)))).toBe("malformed");
});

test("the audit log tells who changed what, before and after", async () => {
	const { client, account, run } = await readerOf({ scenario: "wrong-instance" });
	await run(Promise.resolve());
	const audit = createAuditReader({ client, namespace, log });
	const { clock } = opened[0] as ConnectedAccount;
	await clock.run(connectedAt + 12 * hourMs);
	const changes = await run(audit.readChanges("llama-8b-chat"));
	expect(account.find("llama-8b-chat")).not.toBeNull();
	expect(changes?.[0]).toMatchObject({ endpoint: "llama-8b-chat", by: "ann" });
	expect(changes?.[0]?.what).toContain("instanceType nvidia-l4 → nvidia-h200");
});

test("an account whose log cannot be read has none, and that is no failure", async () => {
	const { client, faults, run } = await readerOf();
	faults.next("tokenRevoked", { times: 5 });
	const audit = createAuditReader({ client, namespace, log });
	expect(await run(audit.readChanges("llama-8b-chat"))).toBeNull();
});
