import { afterEach, describe, expect, test } from "vitest";
import {
	type StartedAccount,
	type StartOptions,
	startSimulatedAccount,
} from "../../../shared/simulator/http/start-account.ts";
import { scenarioNamed } from "../../../shared/simulator/scenarios/index.ts";
import { manualClock } from "./manual-clock.ts";
import { problemsOf } from "./openapi-validator.ts";

type Page = { items: { name: string }[]; totalItems: number; nextCursor: string | null };

const startMs = scenarioNamed("quiet-day")?.start ?? 0;
const started: StartedAccount[] = [];

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
	const ask = (path: string, token = "hf_guard_write") =>
		fetch(`${simulated.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
	return { ...simulated, clock, ask };
}

describe("the scenario", () => {
	test("can be given by name, with the wanted number of endpoints", async () => {
		const { account } = await start({ scenario: "equal-fleet", endpoints: 3 });
		expect(account.list()).toHaveLength(3);
	});

	test("of an unknown name is refused with the names that are allowed", async () => {
		await expect(start({ scenario: "toString" })).rejects.toThrow(/quiet-day, runaway-replicas/);
	});
});

describe("pages", () => {
	test("45 endpoints come in pages of 20, each exactly once", async () => {
		const { ask, account } = await start({ scenario: "equal-fleet", endpoints: 45 });
		const pages: Page[] = [];
		let cursor: string | null = null;
		do {
			const query: string = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
			const page = (await (await ask(`/v2/endpoint/${account.namespace}${query}`)).json()) as Page;
			expect(problemsOf("GET /v2/endpoint/{namespace}", page)).toEqual([]);
			pages.push(page);
			cursor = page.nextCursor;
		} while (cursor !== null);
		expect(pages.map(({ items, totalItems }) => [items.length, totalItems])).toEqual([
			[20, 45],
			[20, 45],
			[5, 45],
		]);
		const names = pages.flatMap(({ items }) => items.map(({ name }) => name));
		expect(new Set(names).size).toBe(45);
	});
});

describe("the same seed and the same times", () => {
	const paths = [
		"/v2/provider",
		"/v2/endpoint/{namespace}",
		"/v2/endpoint/{namespace}?limit=3",
		"/v2/provider/quotas/{namespace}",
		"/v2/audit-logs/{namespace}",
		"/api/whoami-v2",
	];

	test("give the same answers and ids in whatever order concurrent requests arrive", async () => {
		const first = await answers(paths, 1);
		expect(await answers([...paths].reverse(), 1)).toEqual(first);
		expect(await answers(paths, 2)).not.toEqual(first);
	});

	async function answers(order: readonly string[], seed: number) {
		const { ask, account, url } = await start({ seed });
		const found = await Promise.all(
			order.map(async (path) => {
				const response = await ask(path.replace("{namespace}", account.namespace));
				const text = (await response.text()).replaceAll(url, "");
				return [path, { id: response.headers.get("x-request-id"), text }] as const;
			}),
		);
		return Object.fromEntries(found);
	}
});

describe("faults and latency", () => {
	test("hit the started account and can be changed while it runs", async () => {
		const { ask, faults, clock, setLatency } = await start({
			faults: { rules: [{ kind: "badGateway", rate: 1, pathIncludes: "/v2/provider" }] },
		});
		expect((await ask("/v2/provider")).status).toBe(502);
		expect((await ask("/api/whoami-v2")).status).toBe(200);
		faults.clear();
		expect((await ask("/v2/provider")).status).toBe(200);
		setLatency({ minMs: 10, maxMs: 10 });
		const answer = ask("/v2/provider");
		while (clock.sleepers() === 0) await new Promise(setImmediate);
		clock.advance(5);
		while (clock.sleepers() === 0) await new Promise(setImmediate);
		clock.advance(5);
		expect((await answer).status).toBe(200);
	});
});

describe("errors", () => {
	test("of every kind carry their words in the body and in the header", async () => {
		const { url, account } = await start();
		const root = `/v2/endpoint/${account.namespace}`;
		const awake = account.list().find(({ scaling }) => scaling.scaleToZeroTimeout === null);
		const cases = [
			["GET", root, "hf_unknown", 401, "Invalid credentials in Authorization header"],
			["GET", "/v2/endpoint/others", "hf_guard_write", 401, "Invalid credentials"],
			["DELETE", `${root}/${awake?.name}`, "hf_guard_read", 403, "write"],
			["GET", `${root}/nothing`, "hf_guard_write", 404, "Not Found"],
			[
				"POST",
				`${root}/${awake?.name}/resume`,
				"hf_guard_write",
				400,
				"Endpoint is already running",
			],
			[
				"POST",
				`${root}/${awake?.name}/scale-to-zero`,
				"hf_guard_write",
				400,
				"workload cannot be scaled to zero",
			],
			["PUT", root, "hf_guard_write", 405, "Method Not Allowed"],
		] as const;
		for (const [method, path, token, status, words] of cases) {
			const headers = { authorization: `Bearer ${token}` };
			const response = await fetch(`${url}${path}`, { method, headers });
			const body = (await response.json()) as { error: string };
			expect([method, path, response.status]).toEqual([method, path, status]);
			expect(Object.keys(body)).toEqual(["error"]);
			expect(body.error).toContain(words);
			expect(response.headers.get("x-error-message")).toBe(body.error);
			expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f]{26}$/);
		}
	});
});
