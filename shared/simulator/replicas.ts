import { hardwareKey, type ReplicaStage } from "./endpoint.ts";
import { hashFraction } from "./http/hash.ts";
import { shortId } from "./identity.ts";
import type { EndpointRecord, ReplicaRecord, Version, World } from "./world.ts";

const startSequence: readonly ReplicaStage[] = [
	"pending",
	"downloading",
	"pulling",
	"initializing",
	"running",
];

/** Orders a replica. It goes through the stages of a cold start and reaches `running`. */
export function startReplica(world: World, endpoint: EndpointRecord, version: Version): void {
	enterStage(world, endpoint, orderReplica(world, endpoint, version), "pending");
}

/** A replica that is already running: only for the beginning of a world. */
export function placeReplica(world: World, endpoint: EndpointRecord): void {
	const replica = orderReplica(world, endpoint, endpoint.live);
	replica.startedAt = world.now;
	enterStage(world, endpoint, replica, "running");
}

/** Takes a replica away: a machine that works terminates first, an ordered one stops at once. */
export function stopReplica(world: World, endpoint: EndpointRecord, replica: ReplicaRecord): void {
	if (replica.stage === "terminating" || replica.stage === "stopped") return;
	replica.exitCode = 0;
	enterStage(world, endpoint, replica, replica.stage === "pending" ? "stopped" : "terminating");
}

/** The next stage of a replica whose present stage is over. */
export function continueReplica(
	world: World,
	endpoint: EndpointRecord,
	replica: ReplicaRecord,
): void {
	const next = startSequence[startSequence.indexOf(replica.stage) + 1];
	const isEnding = replica.stage === "terminating" || next === undefined;
	enterStage(world, endpoint, replica, isEnding ? "stopped" : next);
}

/** Enters a stage now and plans its end; a stage without a duration lasts until it is changed. */
export function enterStage(
	world: World,
	endpoint: EndpointRecord,
	replica: ReplicaRecord,
	stage: ReplicaStage,
): void {
	const at = world.now;
	const open = replica.stages.at(-1);
	if (open !== undefined) open.to = at;
	replica.stage = stage;
	replica.stageNumber += 1;
	replica.stages.push({ stage, from: at, to: null });
	const { id: replicaId, hardware } = replica;
	const change = { endpoint: endpoint.name, replicaId, hardware: hardwareKey(hardware), stage, at };
	world.books.bill.enter(change);
	if (stage !== "pending") endpoint.wasScheduled = true;
	if (stage === "downloading") replica.startedAt = at;
	if (stage === "running") noteRunning(endpoint, at);
	if (stage === "stopped") retire(endpoint, replica, at);
	planEnd(world, endpoint, replica);
}

function orderReplica(world: World, endpoint: EndpointRecord, wanted: Version): ReplicaRecord {
	endpoint.replicaNumber += 1;
	const suffix = shortId(5, world.seed, endpoint.id, "replica", endpoint.replicaNumber);
	const replica: ReplicaRecord = {
		id: `${wanted.version}-${suffix}`,
		version: wanted.version,
		hardware: wanted.hardware,
		stage: "pending",
		stages: [],
		stageNumber: 0,
		startedAt: null,
		stoppedAt: null,
		exitCode: null,
	};
	endpoint.replicas.push(replica);
	return replica;
}

function noteRunning(endpoint: EndpointRecord, at: number): void {
	const others = endpoint.replicas.filter((each) => each.stage === "running");
	if (others.length > 1) return;
	endpoint.idleSince = at;
	endpoint.lastUsedAt = at;
}

function retire(endpoint: EndpointRecord, replica: ReplicaRecord, at: number): void {
	replica.stoppedAt = at;
	endpoint.replicas = endpoint.replicas.filter((each) => each !== replica);
	endpoint.gone.push(replica);
}

function planEnd(world: World, endpoint: EndpointRecord, replica: ReplicaRecord): void {
	const durationMs = stageDurationMs(world, endpoint, replica);
	if (durationMs === null) return;
	const { stageNumber } = replica;
	world.queue.add(world.now + durationMs, { kind: "stage", endpoint, replica, stageNumber });
}

function stageDurationMs(
	world: World,
	endpoint: EndpointRecord,
	replica: ReplicaRecord,
): number | null {
	const seconds = stageSeconds(world, endpoint, replica.stage);
	if (seconds === null) return null;
	const chance = hashFraction(world.seed, replica.id, replica.stage) * 2 - 1;
	return Math.max(1, Math.round(seconds * 1000 * (1 + chance * world.settings.durationJitter)));
}

function stageSeconds(
	{ settings }: World,
	{ parametersBillions, isStuck }: EndpointRecord,
	stage: ReplicaStage,
): number | null {
	switch (stage) {
		case "pending":
			return settings.pendingSeconds;
		case "downloading":
			return settings.downloadingSecondsPerBillion * parametersBillions;
		case "pulling":
			return settings.pullingSeconds;
		case "initializing":
			if (isStuck) return null;
			return (
				settings.initializingSeconds + settings.initializingSecondsPerBillion * parametersBillions
			);
		case "terminating":
			return settings.terminatingSeconds;
		default:
			return null;
	}
}
