import { modelInfo, whoAmI } from "@huggingface/hub";
import { afterEach, describe, expect, test } from "vitest";
import {
	type StartedAccount,
	type StartOptions,
	startSimulatedAccount,
} from "../../../shared/simulator/http/start-account.ts";
import { scenarioNamed } from "../../../shared/simulator/scenarios/index.ts";
import { manualClock } from "../http/manual-clock.ts";
import { schemaProblems } from "../http/openapi-validator.ts";
import { routerSchema, usageSchema, whoAmISchema } from "./schemas.ts";

const hourMs = 3_600_000;
const startMs = scenarioNamed("quiet-day")?.start ?? 0;
const started: StartedAccount[] = [];

type UsageRow = { label: string; product: string; quantity: number; totalCostMicroUSD: number };
type Usage = { usage: { Endpoints: UsageRow[] }; period: { _id: string; entityType: string } };

afterEach(async () => {
	await Promise.all(started.splice(0).map((account) => account.close()));
});

async function start(options: Partial<StartOptions> = {}) {
	const clock = manualClock(startMs);
	const simulated = await startSimulatedAccount({
		scenario: "quiet-day",
		seed: 1,
		clock,
		...options,
	});
	started.push(simulated);
	const ask = (path: string, init: RequestInit = {}) =>
		fetch(`${simulated.url}${path}`, {
			...init,
			headers: { authorization: "Bearer hf_guard_write" },
		});
	const read = async <Body>(path: string, init: RequestInit = {}) =>
		(await (await ask(path, init)).json()) as Body;
	return { ...simulated, clock, ask, read };
}

describe("the hub, asked by @huggingface/hub itself", () => {
	test("whoAmI tells the user, the organisation and the token", async () => {
		const { url, account, read } = await start();
		const me = await whoAmI({ accessToken: "hf_guard_write", hubUrl: url });
		expect(me).toMatchObject({ type: "user", name: "guardrail", orgs: [{ type: "org" }] });
		expect(me.auth.accessToken?.createdAt).toBeInstanceOf(Date);
		const body = await read<{ orgs: { name: string }[] }>("/api/whoami-v2");
		expect(body.orgs.map(({ name }) => name)).toEqual([account.namespace]);
		expect(schemaProblems(whoAmISchema, body)).toEqual([]);
	});

	test("whoAmI with an unknown token fails with status 401", async () => {
		const { url } = await start();
		const asked = whoAmI({ accessToken: "hf_unknown", hubUrl: url });
		await expect(asked).rejects.toMatchObject({
			statusCode: 401,
			data: { error: "Invalid credentials in Authorization header" },
		});
	});

	test("modelInfo tells how many parameters a model of the fleet has", async () => {
		const { url, account } = await start();
		for (const { model, parametersBillions } of account.list()) {
			const info = await modelInfo({
				name: model.repository,
				hubUrl: url,
				additionalFields: ["safetensors", "sha"],
			});
			expect(info.name).toBe(model.repository);
			expect(info.task).toBe(model.task);
			expect(info.safetensors?.total).toBe(Math.round(parametersBillions * 1e9));
			expect(info.sha).toMatch(/^[0-9a-f]{40}$/);
			expect(info.updatedAt.getTime()).not.toBeNaN();
		}
	});

	test("modelInfo tells who else serves a model", async () => {
		const { url } = await start();
		const info = await modelInfo({
			name: "meta-llama/Llama-3.1-8B-Instruct",
			hubUrl: url,
			additionalFields: ["inferenceProviderMapping"],
		});
		expect(info.inferenceProviderMapping?.map(({ provider }) => provider)).toContain("nscale");
	});

	test("only the expanded fields come back, all of them without an expansion", async () => {
		const { read } = await start();
		const path = "/api/models/meta-llama/Llama-3.1-8B-Instruct";
		expect(Object.keys(await read<object>(`${path}?expand[]=likes`))).toEqual([
			"_id",
			"id",
			"likes",
		]);
		expect(await read<object>(path)).toHaveProperty("safetensors");
	});

	test("an unknown model is a 404", async () => {
		const { url } = await start();
		const asked = modelInfo({ name: "nobody/nothing", hubUrl: url });
		await expect(asked).rejects.toMatchObject({ statusCode: 404 });
	});
});

describe("billing usage", () => {
	test("adds up to the account's exact bill of the month, endpoint by endpoint", async () => {
		const { account, clock, read } = await start();
		clock.advance(5 * hourMs);
		const path = `/api/organizations/${account.namespace}/billing/usage`;
		const body = await read<Usage>(path);
		expect(schemaProblems(usageSchema, body)).toEqual([]);
		const { truth } = account;
		const month = [Date.UTC(2026, 10), clock.now()] as const;
		const rows = body.usage.Endpoints;
		expect(rows.length).toBeGreaterThan(3);
		for (const { label } of rows) {
			const own = rows.filter((row) => row.label === label);
			const total = own.reduce((sum, row) => sum + row.totalCostMicroUSD, 0);
			expect([label, total]).toEqual([label, truth.billMicroUsd(...month, label)]);
		}
		const total = rows.reduce((sum, row) => sum + row.totalCostMicroUSD, 0);
		expect(total).toBe(truth.billMicroUsd(...month));
	});

	test("shows each hardware of a changed endpoint in a row of its own", async () => {
		const { account, clock, read } = await start({ scenario: "one-endpoint" });
		const [endpoint] = account.list();
		const { instanceType } = endpoint?.hardware ?? { instanceType: "" };
		const compute = { accelerator: "gpu", instanceType: "nvidia-a10g", instanceSize: "x1" };
		expect(instanceType).not.toBe(compute.instanceType);
		account.update(endpoint?.name ?? "", { compute }, "ann");
		clock.advance(3 * hourMs);
		const body = await read<Usage>(`/api/organizations/${account.namespace}/billing/usage`);
		const products = body.usage.Endpoints.map(({ product }) => product);
		expect(products).toHaveLength(2);
		expect(products).toContain("endpoints/aws/nvidia-a10g/x1");
		const total = body.usage.Endpoints.reduce((sum, row) => sum + row.totalCostMicroUSD, 0);
		expect(total).toBe(account.truth.billMicroUsd(Date.UTC(2026, 10), clock.now()));
	});

	test("of an organisation is not in the token owner's own usage", async () => {
		const { read } = await start();
		const body = await read<Usage>("/api/settings/billing/usage");
		expect(schemaProblems(usageSchema, body)).toEqual([]);
		expect(body.usage.Endpoints).toEqual([]);
	});

	test("of a user's namespace is in the owner's usage, and there is no organisation", async () => {
		const { read, ask, account, url } = await start({ namespaceKind: "user" });
		const body = await read<Usage>("/api/settings/billing/usage");
		expect(body.usage.Endpoints.length).toBeGreaterThan(3);
		expect(body.period.entityType).toBe("user");
		const own = await ask(`/api/organizations/${account.namespace}/billing/usage`);
		expect(own.status).toBe(404);
		const me = await whoAmI({ accessToken: "hf_guard_write", hubUrl: url });
		expect(me).toMatchObject({ name: account.namespace, orgs: [] });
	});

	test("can be asked by the id of its period, and is a 404 for an unknown one", async () => {
		const { read, ask, account } = await start();
		const path = `/api/organizations/${account.namespace}/billing/usage`;
		const { period } = await read<Usage>(path);
		expect((await read<Usage>(`${path}?periodId=${period._id}`)).period).toEqual(period);
		expect((await ask(`${path}?periodId=unknown`)).status).toBe(404);
	});
});

describe("the router", () => {
	test("lists models with providers, some without a price, to anybody", async () => {
		const { url } = await start();
		const body = (await (await fetch(`${url}/v1/models`)).json()) as {
			data: { id: string; providers: { pricing?: object }[] }[];
		};
		expect(schemaProblems(routerSchema, body)).toEqual([]);
		const providers = body.data.flatMap((model) => model.providers);
		expect(providers.some(({ pricing }) => pricing === undefined)).toBe(true);
		expect(providers.some(({ pricing }) => pricing !== undefined)).toBe(true);
	});

	test("tells one model by its id and refuses an unknown one", async () => {
		const { read, ask } = await start();
		const model = await read<object>("/v1/models/meta-llama/Llama-3.1-8B-Instruct");
		expect(model).toHaveProperty("data.providers[0].pricing", { input: 0.06, output: 0.06 });
		expect((await ask("/v1/models/nobody/nothing")).status).toBe(404);
	});
});

describe("the data plane", () => {
	const chat = { method: "POST", body: JSON.stringify({ messages: [] }) };

	test("answers while a replica runs, and refuses strangers", async () => {
		const { account, read } = await start();
		const running = account.list().find(({ state }) => state === "running");
		const path = new URL(running?.url ?? "").pathname;
		const body = await read<object>(`${path}/v1/chat/completions`, chat);
		expect(body).toMatchObject({ object: "chat.completion", model: running?.model.repository });
		expect((await fetch(`${running?.url}/v1/chat/completions`, chat)).status).toBe(401);
	});

	test("a request wakes a sleeping endpoint: 503 until a replica runs, then 200", async () => {
		const { account, clock, ask } = await start();
		const asleep = account.list().find(({ state }) => state === "scaledToZero");
		const path = `/data/${asleep?.id}/v1/chat/completions`;
		const first = await ask(path, chat);
		expect(first.status).toBe(503);
		expect(await first.json()).toEqual({ error: "503 Service Unavailable" });
		expect(account.find(asleep?.name ?? "")?.targetReplica).toBeGreaterThan(0);
		clock.advance(hourMs / 4);
		expect((await ask(path, chat)).status).toBe(200);
	});

	test("a paused endpoint answers 400 and stays paused", async () => {
		const { account, clock, ask } = await start();
		const [endpoint] = account.list();
		account.pause(endpoint?.name ?? "", "ann");
		const response = await ask(`/data/${endpoint?.id}/`, chat);
		expect(response.status).toBe(400);
		expect(await response.text()).toBe("Bad Request: Invalid state");
		clock.advance(hourMs);
		expect(account.find(endpoint?.name ?? "")?.state).toBe("paused");
	});

	test("an unknown endpoint is a 404", async () => {
		const { ask } = await start();
		expect((await ask("/data/unknown/v1/models")).status).toBe(404);
	});
});
