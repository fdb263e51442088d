import { afterEach, describe, expect, test, vi } from "vitest";
import { faultKinds } from "../../../shared/simulator/http/fault-kind.ts";
import { createFaults, type FaultSettings } from "../../../shared/simulator/http/faults.ts";
import type { Route } from "../../../shared/simulator/http/route.ts";
import { type AccountServer, serveAccount } from "../../../shared/simulator/http/serve.ts";
import { manualClock } from "./manual-clock.ts";

const startMs = Date.parse("2026-11-22T00:00:00Z");
const servers: AccountServer[] = [];
const listPath = "/v2/endpoint/acme";
const endpointPath = "/v2/endpoint/acme/e1";

type List = { items: { name: string; status: { state: string } }[]; totalItems: number };

afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Ten endpoints in one list; a PUT counts up `changes`, a list tells how many there were. */
async function start(settings: FaultSettings = {}) {
	const clock = manualClock(startMs);
	const faults = createFaults(1, settings);
	const effects = { changes: 0 };
	const server = await serveAccount({
		routes: routes(effects),
		clock,
		port: 0,
		settings: {
			seed: 1,
			faults,
			namespaces: ["acme"],
			tokens: { hf_writer: { user: "guardrail", role: "write", kind: "guard" } },
		},
	});
	servers.push(server);
	const ask = (path: string, init: RequestInit = {}) =>
		fetch(`${server.url}${path}`, { ...init, headers: { authorization: "Bearer hf_writer" } });
	const list = async (query = "") => (await (await ask(`${listPath}${query}`)).json()) as List;
	const put = (signal?: AbortSignal) =>
		ask(endpointPath, { method: "PUT", body: "{}", ...(signal ? { signal } : {}) });
	return { ask, list, put, clock, faults, effects };
}

function routes(effects: { changes: number }): Route[] {
	const endpoint = (name: string) => ({
		name,
		compute: { scaling: { minReplica: effects.changes, maxReplica: 4 } },
		status: { state: "running" },
	});
	const names = Array.from({ length: 10 }, (_, index) => `e${index}`);
	const items = () => names.map(endpoint);
	return [
		{
			method: "GET",
			pattern: "/v2/endpoint/{namespace}",
			answer: () => ({
				status: 200,
				body: { items: items(), totalItems: 10, nextCursor: "second" },
			}),
		},
		{
			method: "GET",
			pattern: "/v2/endpoint/{namespace}/{name}",
			answer: ({ params }) => ({ status: 200, body: endpoint(String(params["name"])) }),
		},
		{
			method: "PUT",
			pattern: "/v2/endpoint/{namespace}/{name}",
			answer: ({ params }) => {
				effects.changes += 1;
				return { status: 200, body: endpoint(String(params["name"])) };
			},
		},
	];
}

describe("refusals", () => {
	test.each([
		["tooManyRequests", 429],
		["internalError", 500],
		["badGateway", 502],
		["unavailable", 503],
		["tokenRevoked", 401],
	] as const)("%s answers %i without any effect", async (kind, status) => {
		const { put, faults, effects } = await start({ retryAfterSeconds: 7 });
		faults.next(kind);
		const response = await put();
		expect(response.status).toBe(status);
		expect(response.headers.get("retry-after")).toBe(status === 429 ? "7" : null);
		expect(effects.changes).toBe(0);
		expect((await put()).status).toBe(200);
	});
});

describe("connections", () => {
	test.each([
		["connectionReset", 0],
		["connectionResetAfterApplying", 1],
	] as const)("%s cuts the connection; changes made: %i", async (kind, changes) => {
		const { put, faults, effects } = await start();
		faults.next(kind);
		await expect(put()).rejects.toThrow("fetch failed");
		expect(effects.changes).toBe(changes);
	});

	test.each([
		["timeoutBeforeApplying", 0],
		["timeoutAfterApplying", 1],
	] as const)(
		"%s gives no answer until the caller leaves; changes made: %i",
		async (kind, changes) => {
			const { put, faults, effects } = await start();
			faults.next(kind);
			const leaving = new AbortController();
			const answer = put(leaving.signal);
			const settled = vi.fn();
			void answer.then(settled, settled);
			await vi.waitFor(() => expect(faults.fired).toHaveLength(1));
			await vi.waitFor(() => expect(effects.changes).toBe(changes));
			expect(settled).not.toHaveBeenCalled();
			leaving.abort();
			await expect(answer).rejects.toThrow("aborted");
		},
	);
});

describe("bodies", () => {
	test("htmlBody is a 200 that is no JSON", async () => {
		const { ask, faults } = await start();
		faults.next("htmlBody");
		const response = await ask(listPath);
		expect(response.status).toBe(200);
		expect(await response.text()).toMatch(/^<!doctype html>/);
	});

	test("truncatedJson is a 200 that claims to be JSON and ends in the middle", async () => {
		const { ask, faults } = await start();
		faults.next("truncatedJson");
		const response = await ask(listPath);
		expect(response.headers.get("content-type")).toBe("application/json");
		await expect(response.json()).rejects.toThrow(SyntaxError);
	});

	test("hugeBody is valid JSON of more than 5 MB", async () => {
		const { ask, faults } = await start();
		faults.next("hugeBody");
		const text = await (await ask(listPath)).text();
		expect(text.length).toBeGreaterThan(5_000_000);
		expect(JSON.parse(text)).toMatchObject({ totalItems: 10 });
	});

	test("unknownFields adds fields on every level and changes no known one", async () => {
		const { list, faults } = await start();
		const before = await list();
		faults.next("unknownFields");
		const after = await list();
		expect(after).toMatchObject(before);
		expect(after).toHaveProperty("fieldOfTomorrow");
		expect(after.items[0]).toHaveProperty("status.fieldOfTomorrow");
		expect(after.items[0]).toHaveProperty("compute.scaling.fieldOfTomorrow");
	});

	test("unknownStates shows a state that no version of the API has", async () => {
		const { list, faults } = await start();
		faults.next("unknownStates");
		const states = new Set((await list()).items.map(({ status }) => status.state));
		expect(states).toEqual(new Set(["hibernating", "running"]));
	});
});

describe("lists", () => {
	test("partialPage leaves items out while the total stays", async () => {
		const { list, faults } = await start();
		faults.next("partialPage");
		const page = await list();
		expect(page.totalItems).toBe(10);
		expect(page.items.length).toBeLessThan(10);
	});

	test("repeatedCursor hits only a following page, whose next cursor is its own", async () => {
		const { list, faults } = await start();
		faults.next("repeatedCursor");
		expect(await list()).toHaveProperty("nextCursor", "second");
		expect(faults.fired).toHaveLength(0);
		expect(await list("?cursor=third")).toHaveProperty("nextCursor", "third");
	});

	test("emptyList is a 200 without any endpoint", async () => {
		const { list, faults } = await start();
		faults.next("emptyList");
		expect(await list()).toEqual({ items: [], totalItems: 0 });
	});

	test("staleList is the answer of some time ago, made before the caller's own change", async () => {
		const { list, put, faults, clock } = await start({ staleSeconds: 60 });
		const before = await list();
		clock.advance(61_000);
		await put();
		faults.next("staleList");
		expect(await list()).toEqual(before);
		expect(await list()).not.toEqual(before);
	});

	test("list faults never hit anything but lists", async () => {
		const { put, list, faults } = await start();
		faults.next("emptyList");
		await put();
		expect(faults.fired).toHaveLength(0);
		await list();
		expect(faults.fired.map(({ kind }) => kind)).toEqual(["emptyList"]);
	});
});

describe("changes", () => {
	test("acceptedAndIgnored answers 200 with the unchanged endpoint", async () => {
		const { ask, put, faults, effects } = await start();
		faults.next("acceptedAndIgnored");
		await ask(listPath);
		const response = await put();
		expect(response.status).toBe(200);
		expect(await response.json()).toHaveProperty("compute.scaling.minReplica", 0);
		expect(effects.changes).toBe(0);
		await put();
		expect(effects.changes).toBe(1);
	});
});

describe("choice of faults", () => {
	test("a scripted fault waits for a request that matches, and comes as often as said", async () => {
		const { ask, put, faults } = await start();
		faults.next("unavailable", { method: "GET", pathIncludes: "/e1", times: 2 });
		const statuses = [
			(await ask(listPath)).status,
			(await put()).status,
			(await ask(endpointPath)).status,
			(await ask(endpointPath)).status,
			(await ask(endpointPath)).status,
		];
		expect(statuses).toEqual([200, 200, 503, 503, 200]);
	});

	test("a rule hits about its share of requests, the same ones in every run", async () => {
		const first = await refusedSeconds(0.3);
		expect(await refusedSeconds(0.3)).toEqual(first);
		expect(first.length).toBeGreaterThan(40);
		expect(first.length).toBeLessThan(80);
	});

	test("a rule holds only within its time and for its actor", async () => {
		const { ask, faults, clock } = await start();
		const rule = { kind: "unavailable", rate: 1 } as const;
		faults.setRules([{ ...rule, from: startMs + 1000, to: startMs + 2000, actor: "guard" }]);
		const statuses: number[] = [];
		for (let second = 0; second < 3; second += 1) {
			statuses.push((await ask(listPath)).status);
			clock.advance(1000);
		}
		expect(statuses).toEqual([200, 503, 200]);
		faults.setRules([{ ...rule, actor: "person" }]);
		expect((await ask(listPath)).status).toBe(200);
		faults.setRules([rule]);
		faults.clear();
		expect((await ask(listPath)).status).toBe(200);
	});

	test("the effect of every kind of fault is shown by a test of this file", async () => {
		const { readFile } = await import("node:fs/promises");
		const source = await readFile(new URL(import.meta.url), "utf8");
		expect(faultKinds.filter((kind) => !source.includes(`"${kind}"`))).toEqual([]);
	});

	async function refusedSeconds(rate: number): Promise<number[]> {
		const { ask, faults, clock } = await start();
		faults.setRules([{ kind: "unavailable", rate, pathIncludes: listPath }]);
		const refused: number[] = [];
		for (let second = 0; second < 200; second += 1) {
			if ((await ask(listPath)).status === 503) refused.push(second);
			clock.advance(1000);
		}
		return refused;
	}
});
