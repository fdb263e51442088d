import { copyScaling } from "./copy.ts";
import type {
	EndpointState,
	Instant,
	SimulatedEndpoint,
	SimulatedReplica,
	StageRange,
} from "./endpoint.ts";
import { liveReplicas, stateOf, wantedReplicas } from "./lifecycle.ts";
import type { EndpointRecord, ReplicaRecord, World } from "./world.ts";

/** The endpoint as it is now. */
export function snapshotOf(world: World, endpoint: EndpointRecord): SimulatedEndpoint {
	const state = stateOf(endpoint);
	return {
		id: endpoint.id,
		name: endpoint.name,
		type: endpoint.type,
		tags: endpoint.tags,
		hardware: endpoint.hardware,
		scaling: copyScaling(endpoint.scaling),
		model: endpoint.model,
		healthRoute: "/health",
		experimentalFeatures: endpoint.experimentalFeatures,
		notifications: endpoint.notifications,
		createdAt: endpoint.createdAt,
		createdBy: endpoint.createdBy,
		updatedAt: endpoint.updatedAt,
		updatedBy: endpoint.updatedBy,
		state,
		message: messages[state],
		errorMessage: endpoint.failure ?? endpoint.updateFailure,
		url: endpoint.wasScheduled ? `${world.baseUrl}/data/${endpoint.id}` : "",
		readyReplica: liveReplicas(endpoint).filter((each) => each.stage === "running").length,
		targetReplica: wantedReplicas(endpoint),
		lastUsedAt: endpoint.lastUsedAt,
		parametersBillions: endpoint.parametersBillions,
		requestsPerSecondPerReplica: endpoint.requestsPerSecondPerReplica,
	};
}

/** Replicas that exist, and those that stopped not long ago; oldest first. */
export function replicasShown(world: World, endpoint: EndpointRecord): SimulatedReplica[] {
	const since = world.now - world.settings.stoppedReplicaShownMs;
	const recent = endpoint.gone.filter((replica) => (replica.stoppedAt ?? 0) >= since);
	return [...recent, ...endpoint.replicas].map((replica) => ({
		id: replica.id,
		versionId: replica.version,
		stage: replica.stage,
		live: replica.version === endpoint.live.version,
		updating: replica.version === endpoint.next?.version,
		startedAt: replica.startedAt,
		stoppedAt: replica.stoppedAt,
		exitCode: replica.exitCode,
	}));
}

/** Stage ranges as the management API shows them, with the limits that the settings give it. */
export function stageRangesShown(
	world: World,
	endpoint: EndpointRecord,
	window: { from: Instant; to: Instant },
): StageRange[] {
	const { rangeRetentionMs } = world.settings;
	const from = Math.max(window.from, world.now - rangeRetentionMs);
	const to = Math.min(window.to, world.now);
	const replicas = [...goneSince(endpoint, from), ...endpoint.replicas];
	return replicas.flatMap((replica) => rangesOf(world, replica, { from, to }));
}

const messages: Record<EndpointState, string> = {
	pending: "Endpoint waiting to be scheduled",
	initializing: "Endpoint is initializing",
	updating: "Endpoint waiting for the update",
	updateFailed: "Endpoint failed to update",
	running: "Endpoint is ready",
	paused: "Endpoint is paused",
	failed: "Endpoint failed to deploy",
	scaledToZero: "Endpoint is scaled to zero",
};

/** Replicas stand in the order in which they stopped, so the search begins at the end. */
function goneSince({ gone }: EndpointRecord, from: Instant): ReplicaRecord[] {
	const last = gone.findLastIndex(({ stoppedAt }) => (stoppedAt ?? 0) < from);
	return gone.slice(last + 1);
}

function rangesOf(
	world: World,
	replica: ReplicaRecord,
	window: { from: Instant; to: Instant },
): StageRange[] {
	const { rangesClipped } = world.settings;
	const shown: StageRange[] = [];
	for (const { stage, from, to } of replica.stages) {
		const end = to ?? world.now;
		if (stage === "stopped" || end <= window.from || from >= window.to) continue;
		const range = {
			replicaId: replica.id,
			stage,
			from: coarse(world, rangesClipped ? Math.max(from, window.from) : from),
			to: coarse(world, rangesClipped ? Math.min(end, window.to) : end),
		};
		if (range.to > range.from) shown.push(range);
	}
	return shown;
}

/** Both ends are rounded the same way, so that neighbouring ranges neither overlap nor part. */
function coarse(world: World, instant: Instant): Instant {
	const stepMs = world.settings.rangeResolutionSeconds * 1000;
	return Math.floor(instant / stepMs) * stepMs;
}
