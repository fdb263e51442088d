import { describe, expect, test } from "vitest";
import type { SimulatedAccount } from "../../shared/simulator/account.ts";
import type { Route, SimulatedRequest } from "../../shared/simulator/http/route.ts";
import { managementRoutes } from "../../shared/simulator/management/routes.ts";
import { definition, hourMs, minuteMs, start, worldWith } from "./fixture.ts";

const one = "/v2/endpoint/{namespace}/{name}";

type Call = { name?: string; query?: Record<string, string>; body?: unknown; token?: string };

/** Calls a route as the server would, by its pattern. */
function caller(account: SimulatedAccount) {
	const routes = managementRoutes(account);
	return (method: Route["method"], pattern: string, call: Call = {}) => {
		const route = routes.find((each) => each.method === method && each.pattern === pattern);
		if (route === undefined) throw new Error(`No route ${method} ${pattern}.`);
		const request: SimulatedRequest = {
			method,
			path: pattern,
			params: { namespace: "acme", name: call.name ?? "chat" },
			query: new URLSearchParams(call.query),
			headers: {},
			body: call.body,
			rawBody: "",
			actor: account.authenticate(call.token ?? "hf_guard_write"),
		};
		const { status, body } = route.answer(request);
		return { status, body: body as Record<string, unknown> };
	};
}

const fleetOf = (count: number) =>
	Array.from({ length: count }, (_, index) =>
		definition({ name: `endpoint-${index}`, tags: index % 2 === 0 ? ["even", "prod"] : ["prod"] }),
	);
const list = "/v2/endpoint/{namespace}";
const names = (body: Record<string, unknown>) =>
	(body["items"] as { name: string }[]).map(({ name }) => name);

describe("the list", () => {
	test("shows 20 endpoints where no limit is given, and the rest by cursors, each exactly once", () => {
		const call = caller(worldWith(fleetOf(45)).account);
		const first = call("GET", list);
		expect(names(first.body)).toHaveLength(20);
		expect(first.body["totalItems"]).toBe(45);
		expect(first.body["prevCursor"]).toBeNull();
		const seen = new Set(names(first.body));
		let cursor = first.body["nextCursor"];
		for (let page = 0; typeof cursor === "string" && page < 5; page += 1) {
			const next = call("GET", list, { query: { cursor } });
			for (const name of names(next.body)) seen.add(name);
			cursor = next.body["nextCursor"];
		}
		expect(cursor).toBeNull();
		expect(seen.size).toBe(45);
	});

	test("a page stays complete when an endpoint of an earlier page disappears meanwhile", () => {
		const { account } = worldWith(fleetOf(45));
		const call = caller(account);
		const first = call("GET", list);
		const expected = names(call("GET", list, { query: { limit: "100" } }).body).slice(20, 40);
		account.remove(names(first.body)[3] ?? "", "ann");
		const cursor = String(first.body["nextCursor"]);
		expect(names(call("GET", list, { query: { cursor } }).body)).toEqual(expected);
	});

	test("the cursor of the page before leads back", () => {
		const call = caller(worldWith(fleetOf(45)).account);
		const first = call("GET", list);
		const second = call("GET", list, { query: { cursor: String(first.body["nextCursor"]) } });
		const back = call("GET", list, { query: { cursor: String(second.body["prevCursor"]) } });
		expect(back.body).toEqual(first.body);
	});

	test("filters by state, tags, type, task and name, and sorts", () => {
		const { account } = worldWith(fleetOf(6));
		account.pause("endpoint-3", "ann");
		const call = caller(account);
		const found = (query: Record<string, string>) => names(call("GET", list, { query }).body);
		expect(found({ state: "paused" })).toEqual(["endpoint-3"]);
		expect(found({ state: "paused,running" })).toHaveLength(6);
		expect(found({ tags: "even,prod" })).toHaveLength(3);
		expect(found({ type: "public" })).toEqual([]);
		expect(found({ task: "text-generation", search: "point-5" })).toEqual(["endpoint-5"]);
		const byName = { sortBy: "name", direction: "asc" };
		expect(found(byName)).toEqual([0, 1, 2, 3, 4, 5].map((each) => `endpoint-${each}`));
		expect(found({ sortBy: "name", direction: "desc" })).toEqual(found(byName).reverse());
	});

	test("a limit is held to the maximum, and nonsense is refused", () => {
		const call = caller(worldWith(fleetOf(120)).account);
		expect(names(call("GET", list, { query: { limit: "1000" } }).body)).toHaveLength(100);
		expect(call("GET", list, { query: { limit: "0" } }).status).toBe(400);
		expect(call("GET", list, { query: { cursor: "abc" } }).status).toBe(400);
	});
});

describe("access", () => {
	test("a foreign namespace and a missing token are 401, a read token may not write", () => {
		const { account } = worldWith([definition()]);
		const call = caller(account);
		expect(call("GET", one, { token: "hf_nobody" }).status).toBe(401);
		expect(call("GET", one, { token: "hf_guard_read" }).status).toBe(200);
		expect(call("POST", `${one}/pause`, { token: "hf_guard_read" }).status).toBe(403);
		expect(account.find("chat")?.state).toBe("running");
		const route = managementRoutes(account).find((each) => each.pattern === list);
		const foreign = { params: { namespace: "other" }, actor: account.authenticate("hf_ann_write") };
		expect(route?.answer(foreign as unknown as SimulatedRequest).status).toBe(401);
	});

	test("the price list is public", () => {
		const route = managementRoutes(worldWith([]).account).find(
			(each) => each.pattern === "/v2/provider",
		);
		expect(route?.public).toBe(true);
	});
});

describe("one endpoint", () => {
	test("each action answers with the endpoint as it is afterwards", () => {
		const call = caller(worldWith([definition()]).account);
		const state = (body: Record<string, unknown>) =>
			(body["status"] as Record<string, unknown>)["state"];
		expect(state(call("POST", `${one}/pause`).body)).toBe("paused");
		expect(state(call("POST", `${one}/resume`).body)).toBe("pending");
		const body = { compute: { scaling: { maxReplica: 2 } } };
		const updated = call("PUT", one, { body, token: "hf_ann_write" });
		expect(updated.body["compute"]).toMatchObject({ scaling: { minReplica: 1, maxReplica: 2 } });
		expect(updated.body["status"]).toMatchObject({ updatedBy: { name: "ann" } });
		expect(call("DELETE", one)).toEqual({ status: 200, body: {} });
		expect(call("GET", one).status).toBe(404);
	});

	test("refusals carry the vendor's words", () => {
		const call = caller(worldWith([definition()]).account);
		expect(call("POST", `${one}/resume`)).toEqual({
			status: 400,
			body: { error: "Endpoint is already running" },
		});
		expect(call("POST", `${one}/scale-to-zero`)).toEqual({
			status: 400,
			body: { error: "workload cannot be scaled to zero" },
		});
		expect(call("GET", one, { name: "nobody" })).toEqual({
			status: 404,
			body: { error: "Not Found" },
		});
	});

	test("values of secrets never leave the account", () => {
		const { account } = worldWith([definition()]);
		account.update("chat", { model: { secrets: { HF_TOKEN: "hf_hidden" } } }, "ann");
		const { body } = caller(account)("GET", one);
		expect(JSON.stringify(body)).not.toContain("hf_hidden");
		expect(JSON.stringify(body)).toContain("HF_TOKEN");
	});
});

describe("metrics of replicas", () => {
	const window = (from: number, to: number) => ({
		start: new Date(from).toISOString(),
		stop: new Date(to).toISOString(),
	});

	test("replica-status lists the stages of replicas that are gone, with their ids", () => {
		const { account, wait } = worldWith([definition()]);
		account.pause("chat", "ann");
		wait(hourMs);
		const call = caller(account);
		const body = window(start - hourMs, start + hourMs);
		const { body: graph } = call("POST", `${one}/metrics/replica-status`, { body });
		const id = account.replicas("chat")?.[0]?.id ?? "";
		expect(id).toMatch(/^[a-z0-9]{8}-[a-z0-9]{5}$/);
		const at = (instant: number) => new Date(instant).toISOString();
		expect(graph).toMatchObject({ replicaIds: [id], timeWindowSeconds: 60 });
		expect(graph["series"]).toEqual([
			{ stage: "running", data: [{ x: at(start - hourMs), x2: at(start), y: id }] },
			{ stage: "terminating", data: [{ x: at(start), x2: at(start + 30_000), y: id }] },
		]);
		expect(call("POST", `${one}/metrics/replica-ids`, { body }).body).toEqual([id]);
	});

	test("replica-running counts what runs, up to the account's clock", () => {
		const { account, wait } = worldWith([definition()]);
		wait(10 * minuteMs);
		const body = window(start, start + hourMs);
		const graph = caller(account)("POST", `${one}/metrics/replica-running`, { body }).body;
		const [series] = graph["series"] as { max: number; data: { y: number }[] }[];
		expect(series?.max).toBe(4);
		expect(series?.data.map(({ y }) => y)).toEqual(Array(10).fill(1));
	});

	test("a body without a window is refused", () => {
		const call = caller(worldWith([definition()]).account);
		for (const body of [undefined, {}, { start: "now", stop: "then" }]) {
			expect(call("POST", `${one}/metrics/replica-status`, { body }).status).toBe(400);
		}
	});
});

describe("the audit log", () => {
	test("tells what people and the guard did with before and after, not what the autoscaler did", () => {
		const busy = definition({ traffic: () => 50 });
		const { account, wait } = worldWith([busy]);
		wait(hourMs);
		account.update("chat", { compute: { scaling: { maxReplica: 2 } } }, "guardrail");
		account.pause("chat", "ann");
		const { body } = caller(account)("GET", "/v2/audit-logs/{namespace}");
		const entries = body["list"] as { reason: unknown; user: { name: string } }[];
		expect(entries.map(({ user, reason }) => ({ user: user.name, reason }))).toEqual([
			{ user: "ann", reason: { endpointPaused: {} } },
			{
				user: "guardrail",
				reason: {
					endpointUpdated: {
						replica: {
							before: { minReplica: 1, maxReplica: 4 },
							after: { minReplica: 1, maxReplica: 2 },
						},
					},
				},
			},
		]);
	});
});
