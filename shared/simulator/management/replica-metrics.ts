import type { SimulatedAccount } from "../account.ts";
import type { ReplicaStage, StageRange } from "../endpoint.ts";
import type { Route, SimulatedRequest, SimulatedResponse } from "../http/route.ts";
import { answer, notFound, refusal, scopedRoute } from "./answers.ts";
import { timestamp } from "./endpoint-body.ts";
import { type MetricsWindow, metricsWindow, pointsOf, timeWindow } from "./metrics-window.ts";

const one = "/v2/endpoint/{namespace}/{name}";

/** Replicas now, and what replicas did in a window, those that are gone included. */
export function replicaMetricsRoutes(account: SimulatedAccount): Route[] {
	return [
		scopedRoute(account, {
			method: "GET",
			pattern: `${one}/replica`,
			scope: "read",
			answer: (request) => replicaList(account, request),
		}),
		metricsRoute(account, "replica-status", replicaStatusGraph),
		metricsRoute(account, "replica-running", replicaRunningGraph),
		metricsRoute(account, "replica-ids", (_, { ranges }) => replicaIds(ranges)),
	];
}

type Graph = { name: string; window: MetricsWindow; ranges: StageRange[] };

/** Stage ranges per replica, grouped by stage (`GraphReplicasStatus`): what a bill is made of. */
export function replicaStatusGraph(_account: SimulatedAccount, { window, ranges }: Graph) {
	const stages: ReplicaStage[] = [
		"pending",
		"downloading",
		"pulling",
		"initializing",
		"running",
		"terminating",
	];
	const series = stages
		.map((stage) => ({ stage, data: ranges.filter((range) => range.stage === stage).map(point) }))
		.filter(({ data }) => data.length > 0);
	return { ...timeWindow(window), replicaIds: replicaIds(ranges), series };
}

/** How many replicas ran at each point (`GraphReplicasRunning`). */
export function replicaRunningGraph(account: SimulatedAccount, { name, window, ranges }: Graph) {
	const running = ranges.filter((range) => range.stage === "running");
	const data = pointsOf(account, window).map((at) => ({
		x: timestamp(at),
		y: running.filter((range) => range.from <= at && at < range.to).length,
	}));
	const max = account.find(name)?.scaling.maxReplica ?? null;
	return { ...timeWindow(window), series: [{ status: "running", max, data }] };
}

export function replicaIds(ranges: readonly StageRange[]): string[] {
	return [...new Set(ranges.map((range) => range.replicaId))];
}

function metricsRoute(
	account: SimulatedAccount,
	metric: string,
	graph: (account: SimulatedAccount, graph: Graph) => unknown,
): Route {
	return scopedRoute(account, {
		method: "POST",
		pattern: `${one}/metrics/${metric}`,
		scope: "read",
		answer({ params, body }) {
			const name = params["name"] ?? "";
			const window = metricsWindow(body);
			if (window === null) return refusal(400, "start and stop must be RFC 3339 timestamps");
			const ranges = account.stageRanges(name, window.from, window.to);
			if (ranges === null) return notFound;
			const { replicaId } = window;
			const wanted = ranges.filter((range) => replicaId === null || range.replicaId === replicaId);
			return answer(graph(account, { name, window, ranges: wanted }));
		},
	});
}

function replicaList(account: SimulatedAccount, request: SimulatedRequest): SimulatedResponse {
	const replicas = account.replicas(request.params["name"] ?? "");
	if (replicas === null) return notFound;
	const items = replicas.map(({ id, versionId, ...status }) => ({
		id,
		versionId,
		status: {
			...status,
			startedAt: status.startedAt === null ? null : timestamp(status.startedAt),
			stoppedAt: status.stoppedAt === null ? null : timestamp(status.stoppedAt),
		},
	}));
	return answer({ items });
}

function point({ replicaId, from, to }: StageRange) {
	return { x: timestamp(from), x2: timestamp(to), y: replicaId };
}
