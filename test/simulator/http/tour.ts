import {
	type StartedAccount,
	startSimulatedAccount,
} from "../../../shared/simulator/http/start-account.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import type { AccountSettings } from "../../../shared/simulator/settings.ts";
import { diurnal } from "../../../shared/simulator/traffic/diurnal.ts";
import { constant } from "../../../shared/simulator/traffic/traffic.ts";
import { type ManualClock, manualClock } from "./manual-clock.ts";
import { operationOf, problemsOf } from "./openapi-validator.ts";

export type TourSettings = Partial<AccountSettings>;

export type EndpointList = {
	items: { name: string; status: { state: string } }[];
	totalItems: number;
	nextCursor?: string | null;
};

/** A walk through a simulated account over HTTP that holds each 200 against the document. */
export type Tour = {
	problems: string[];
	statesSeen: Set<string>;
	answered: Set<string>;
	list(): Promise<EndpointList>;
	visitEverything(): Promise<void>;
	close(): Promise<void>;
};

const startMs = Date.parse("2026-11-22T05:00:00Z");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const root = "/v2/endpoint/acme";

const metrics = [
	"hardware-cpu",
	"hardware-gpu",
	"pending-request",
	"replica-running",
	"replica-status",
	"response-elapsed",
	"response-status-code",
	"response-status-code-grouped",
	"inference/itl",
	"inference/kv-cache",
	"inference/prefix-cache",
	"inference/requests",
	"inference/ttft",
	"replica-ids",
];

export async function openTour(settings: TourSettings): Promise<Tour> {
	const clock = manualClock(startMs);
	const started = await startSimulatedAccount({
		scenario: tourScenario(),
		seed: 7,
		clock,
		settings: { ...settings, historyMs: hourMs },
	});
	const record = {
		problems: [] as string[],
		statesSeen: new Set<string>(),
		answered: new Set<string>(),
	};
	const ask = (method: string, path: string, body?: unknown) =>
		askAndCheck(started, record, { method, path, body });
	return {
		...record,
		list: () => ask("GET", root) as Promise<EndpointList>,
		visitEverything: () => visitEverything({ ask, clock, started }),
		close: () => started.close(),
	};
}

type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;
type Visit = { ask: Ask; clock: ManualClock; started: StartedAccount };

async function visitEverything(visit: Visit): Promise<void> {
	const { ask, clock, started } = visit;
	await lookAround(visit);
	started.account.disturb("breaks", "fail");
	started.account.disturb("misfits", "failUpdates");
	await ask("POST", root, createBody());
	await ask("PUT", `${root}/steady`, { compute: { instanceSize: "x4" } });
	await ask("PUT", `${root}/misfits`, { compute: { instanceSize: "x4" } });
	await ask("PUT", `${root}/sleeper`, { tags: ["prod", "guarded"] });
	await lookAround(visit);
	clock.advance(minuteMs);
	await lookAround(visit);
	clock.advance(20 * minuteMs);
	await changeScaling(visit);
	await lookAround(visit);
	await ask("POST", `${root}/steady/pause`);
	await ask("POST", `${root}/steady/pause`);
	await ask("POST", `${root}/stopped/resume`);
	await ask("POST", `${root}/stopped/resume`);
	await ask("POST", `${root}/dozes/scale-to-zero`);
	clock.advance(5 * minuteMs);
	await ask("POST", `${root}/steady/resume`);
	await lookAround(visit);
	clock.advance(30 * minuteMs);
	await lookAround(visit);
	await lookClosely(visit);
	await ask("DELETE", `${root}/breaks`);
	await ask("DELETE", `${root}/steady`);
	await lookAtAccount(ask);
}

async function changeScaling({ ask }: Visit): Promise<void> {
	const put = (name: string, scaling: object) =>
		ask("PUT", `${root}/${name}`, { compute: { scaling } });
	await put("steady", { minReplica: 2, maxReplica: 3 });
	await put("steady", { measure: { pendingRequests: 1.5 } });
	await put("steady", { measure: null });
	await put("dozes", { scaleToZeroTimeout: null });
	await put("dozes", { minReplica: 0, maxReplica: 2, scaleToZeroTimeout: 15 });
	await put("sleeper", { minReplica: 1 });
}

async function lookAround(visit: Visit): Promise<void> {
	const { ask, clock } = visit;
	await lookAtAccount(ask);
	const window = timesBefore(clock.now(), hourMs);
	const { items } = (await ask("GET", root)) as EndpointList;
	for (const { name } of items) {
		await ask("GET", `${root}/${name}`);
		await ask("GET", `${root}/${name}/replica`);
		await ask("POST", `${root}/${name}/metrics`, window);
	}
}

/** Each graph alone holds what the graphs together hold, so one endpoint per state is enough. */
async function lookClosely(visit: Visit): Promise<void> {
	const { ask, clock } = visit;
	const window = timesBefore(clock.now(), hourMs);
	const { items } = (await ask("GET", root)) as EndpointList;
	const names = new Map(items.map(({ name, status }) => [status.state, name])).values();
	for (const name of names) {
		await ask("GET", `${root}/${name}/open-metrics`);
		for (const metric of metrics) await ask("POST", `${root}/${name}/metrics/${metric}`, window);
	}
}

async function lookAtAccount(ask: Ask): Promise<void> {
	await ask("GET", `${root}?limit=2`);
	await ask("GET", `${root}?state=running,paused&sortBy=name&direction=asc`);
	await ask("GET", "/v2/search/acme");
	await ask("GET", "/v2/provider");
	await ask("GET", "/v2/provider/acme");
	await ask("GET", "/v2/provider/quotas/acme");
	await ask("GET", "/v2/audit-logs/acme");
}

async function askAndCheck(
	{ url }: StartedAccount,
	record: Pick<Tour, "problems" | "statesSeen" | "answered">,
	request: { method: string; path: string; body: unknown },
): Promise<unknown> {
	const { method, path } = request;
	const response = await fetch(`${url}${path}`, {
		method,
		headers: { authorization: "Bearer hf_guard_write" },
		...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
	});
	const isText = response.headers.get("content-type")?.startsWith("text/plain");
	const body: unknown = isText ? await response.text() : await response.json();
	if (response.status >= 500) record.problems.push(`${method} ${path}: ${JSON.stringify(body)}`);
	if (response.status !== 200) return body;
	const operation = operationOf(method, path.split("?")[0] ?? "") ?? `${method} ${path}`;
	record.answered.add(operation);
	noteStates(body, record.statesSeen);
	const problems = problemsOf(operation, body);
	record.problems.push(...problems.map((problem) => `${operation}: ${problem}`));
	return body;
}

function noteStates(body: unknown, seen: Set<string>): void {
	const { items, status } = Object(body) as Partial<EndpointList & EndpointList["items"][0]>;
	if (status?.state) seen.add(status.state);
	for (const item of items ?? []) if (item.status?.state) seen.add(item.status.state);
}

function timesBefore(now: number, lengthMs: number) {
	const text = (instant: number) => new Date(instant).toISOString();
	return { start: text(now - lengthMs), stop: text(now) };
}

function tourScenario(): Scenario {
	return {
		name: "tour",
		description: "Every state of an endpoint within an hour.",
		namespace: "acme",
		zone: "UTC",
		start: startMs,
		dailyBudgetMicroUsd: 100_000_000,
		timeline: [],
		endpoints: [
			endpoint("steady", {}),
			endpoint("busy", { traffic: 30 }),
			endpoint("breaks", {}),
			endpoint("misfits", {}),
			endpoint("stopped", { beginsAs: "paused" }),
			endpoint("sleeper", { beginsAs: "scaledToZero", minReplica: 0 }),
			endpoint("dozes", { minReplica: 0 }),
			endpoint("writes", { processorOnly: true }),
		],
	};
}

type Shape = {
	traffic?: number;
	beginsAs?: "paused" | "scaledToZero";
	minReplica?: number;
	processorOnly?: boolean;
};

function endpoint(name: string, shape: Shape): Scenario["endpoints"][number] {
	const { traffic = 2, beginsAs, minReplica = 1, processorOnly = false } = shape;
	return {
		name,
		tags: ["prod"],
		hardware: {
			vendor: "aws",
			region: "us-east-1",
			accelerator: processorOnly ? "cpu" : "gpu",
			instanceType: processorOnly ? "intel-spr" : "nvidia-l4",
			instanceSize: "x1",
		},
		scaling: {
			minReplica,
			maxReplica: 4,
			scaleToZeroTimeout: minReplica === 0 ? 15 : null,
			measure: { hardwareUsage: 80 },
		},
		repository: "meta-llama/Llama-3.1-8B-Instruct",
		task: processorOnly ? "text-classification" : "text-generation",
		parametersBillions: 8,
		requestsPerSecondPerReplica: 5,
		traffic: trafficOf(minReplica === 0 ? 0 : traffic),
		createdBy: "ann",
		...(beginsAs ? { beginsAs } : {}),
	};
}

function trafficOf(mean: number) {
	if (mean === 0) return constant(0);
	return diurnal({ mean, peakHour: 14, zone: "UTC", amplitude: 0.4, noise: 0.2, seed: 5 });
}

function createBody() {
	return {
		name: "fresh",
		type: "authenticated",
		provider: { vendor: "gcp", region: "us-east4" },
		compute: {
			accelerator: "gpu",
			instanceType: "nvidia-l4",
			instanceSize: "x1",
			scaling: { minReplica: 1, maxReplica: 1 },
		},
		model: {
			repository: "Qwen/Qwen2.5-7B-Instruct",
			task: "text-generation",
			framework: "pytorch",
			image: { vLLM: { url: "vllm/vllm-openai:v0.23.0", port: 8000, healthRoute: "/health" } },
		},
	};
}
