import { copyScaling } from "./copy.ts";
import type { EndpointState } from "./endpoint.ts";
import type { Configuration, JournalKind } from "./journal.ts";
import { enterStage, startReplica, stopReplica } from "./replicas.ts";
import {
	type Cause,
	type EndpointRecord,
	type ReplicaRecord,
	systemCause,
	type Version,
	type World,
} from "./world.ts";

/**
 * Makes a change to an endpoint, brings its replicas in line with it and writes the journal:
 * nothing is written when nothing changed.
 */
export function change(
	world: World,
	endpoint: EndpointRecord,
	entry: Cause & { kind: JournalKind },
	apply: () => void,
): void {
	const before = configurationOf(endpoint);
	apply();
	settle(world, endpoint);
	const after = configurationOf(endpoint);
	if (isSame(before, after)) return;
	const { actor, actorKind, kind } = entry;
	const at = world.now;
	world.books.journal.add({ at, actor, actorKind, endpoint: endpoint.name, kind, before, after });
}

/** A replica's stage is over: go on, and tell the state if it follows from that. */
export function endStage(world: World, endpoint: EndpointRecord, proceed: () => void): void {
	change(world, endpoint, { ...systemCause, kind: "state" }, proceed);
}

export function stateOf(endpoint: EndpointRecord): EndpointState {
	if (endpoint.isPaused) return "paused";
	if (endpoint.isAsleep) return "scaledToZero";
	if (endpoint.failure !== null) return "failed";
	if (endpoint.next !== null) return "updating";
	if (endpoint.updateFailure !== null) return "updateFailed";
	const stages = liveReplicas(endpoint).map((replica) => replica.stage);
	if (stages.includes("running")) return "running";
	return stages.some((stage) => stage !== "pending") ? "initializing" : "pending";
}

/** Replicas of the serving version that are not on their way out. */
export function liveReplicas(endpoint: EndpointRecord): ReplicaRecord[] {
	return replicasOf(endpoint, endpoint.live.version);
}

/** How many replicas an endpoint wants: none while it is paused, asleep or failed. */
export function wantedReplicas(endpoint: EndpointRecord): number {
	const isDown = endpoint.isPaused || endpoint.isAsleep || endpoint.failure !== null;
	return isDown ? 0 : endpoint.target;
}

export function configurationOf(endpoint: EndpointRecord): Configuration {
	const { vendor, region, accelerator, instanceType, instanceSize } = endpoint.hardware;
	return {
		state: stateOf(endpoint),
		vendor,
		region,
		accelerator,
		instanceType,
		instanceSize,
		...copyScaling(endpoint.scaling),
		targetReplica: wantedReplicas(endpoint),
		tags: endpoint.tags,
	};
}

/** A rolling update: a new version comes up beside the serving one. */
export function beginRolling(endpoint: EndpointRecord, version: string): void {
	endpoint.updateFailure = null;
	const next = { version, hardware: endpoint.hardware };
	if (liveReplicas(endpoint).length === 0) endpoint.live = next;
	else endpoint.next = next;
}

function settle(world: World, endpoint: EndpointRecord): void {
	endpoint.target = clampTarget(endpoint);
	const wanted = endpoint.isRemoved ? 0 : wantedReplicas(endpoint);
	if (wanted === 0) endpoint.next = null;
	finishRolling(world, endpoint, wanted);
	const next = endpoint.next;
	for (const replica of endpoint.replicas) {
		const isKnown = replica.version === endpoint.live.version || replica.version === next?.version;
		if (!isKnown) stopReplica(world, endpoint, replica);
	}
	if (next !== null) match(world, endpoint, { ...next, wanted });
	const serving = next === null ? wanted : Math.min(wanted, liveReplicas(endpoint).length);
	match(world, endpoint, { ...endpoint.live, wanted: serving });
}

function clampTarget({ scaling, target }: EndpointRecord): number {
	return Math.min(Math.max(target, scaling.minReplica, 1), Math.max(1, scaling.maxReplica));
}

/** The serving version goes when all wanted replicas of the next one run, or the next one fails. */
function finishRolling(world: World, endpoint: EndpointRecord, wanted: number): void {
	const next = endpoint.next;
	if (next === null) return;
	const running = replicasOf(endpoint, next.version).filter((each) => each.stage === "running");
	if (running.length === 0 || running.length < wanted) return;
	endpoint.next = null;
	if (!endpoint.updatesFail) {
		endpoint.live = next;
		return;
	}
	endpoint.updateFailure = "Container exited with code 1";
	for (const replica of running) {
		enterStage(world, endpoint, replica, "stopped");
		replica.exitCode = 1;
	}
}

type Wanted = Version & { wanted: number };

/** Starts what is missing; what is too much goes, the youngest first. */
function match(world: World, endpoint: EndpointRecord, { wanted, ...version }: Wanted): void {
	const present = replicasOf(endpoint, version.version);
	for (let count = present.length; count < wanted; count += 1) {
		startReplica(world, endpoint, version);
	}
	for (const replica of present.slice(wanted)) stopReplica(world, endpoint, replica);
}

function replicasOf(endpoint: EndpointRecord, version: string): ReplicaRecord[] {
	return endpoint.replicas.filter(
		(each) => each.version === version && each.stage !== "terminating",
	);
}

function isSame(before: Configuration, after: Configuration): boolean {
	return JSON.stringify(before) === JSON.stringify(after);
}
