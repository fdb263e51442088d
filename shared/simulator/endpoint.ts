import type { Traffic } from "./traffic/traffic.ts";

/** An instant in integer milliseconds UTC. */
export type Instant = number;

/** The endpoint states of the vendor's OpenAPI document (`EndpointState`). */
export type EndpointState =
	| "pending"
	| "initializing"
	| "updating"
	| "updateFailed"
	| "running"
	| "paused"
	| "failed"
	| "scaledToZero";

/** The stages of a replica in the vendor's OpenAPI document (`ReplicaStage`). */
export type ReplicaStage =
	| "pending"
	| "downloading"
	| "pulling"
	| "initializing"
	| "running"
	| "terminating"
	| "stopped";

export type Hardware = {
	vendor: string;
	region: string;
	accelerator: string;
	instanceType: string;
	instanceSize: string;
};

/** Exactly one key, as the vendor demands. */
export type ScalingMeasure = { hardwareUsage: number | null } | { pendingRequests: number | null };

/** `scaleToZeroTimeout` in minutes. */
export type Scaling = {
	minReplica: number;
	maxReplica: number;
	scaleToZeroTimeout: number | null;
	measure: ScalingMeasure | null;
};

export type EndpointModel = {
	repository: string;
	revision: string | null;
	task: string;
	framework: string;
	image: Record<string, unknown>;
	args: string[] | null;
	env: Record<string, string>;
	secrets: Record<string, string | null>;
	fromCatalog: boolean;
};

export type User = { id: string; name: string };

/** What a scenario says about one endpoint; everything that is left out gets an ordinary value. */
export type EndpointDefinition = {
	name: string;
	tags: readonly string[];
	hardware: Hardware;
	scaling: Scaling;
	repository: string;
	task: string;
	/** Size of the model; decides how long a cold start takes. */
	parametersBillions: number;
	/** How much one replica can serve. */
	requestsPerSecondPerReplica: number;
	traffic: Traffic;
	createdBy: string;
	/** State at the beginning of the scenario's history; default: running at its minimum. */
	beginsAs?: "running" | "paused" | "scaledToZero";
};

/** An endpoint as it is at the instant of asking: a copy, never changed afterwards. */
export type SimulatedEndpoint = {
	id: string;
	name: string;
	type: string;
	tags: readonly string[];
	hardware: Hardware;
	scaling: Scaling;
	model: EndpointModel;
	healthRoute: string;
	experimentalFeatures: Record<string, unknown>;
	notifications: { email: boolean; push: boolean };
	createdAt: Instant;
	createdBy: User;
	updatedAt: Instant;
	updatedBy: User;
	state: EndpointState;
	message: string;
	errorMessage: string | null;
	/** Empty until the endpoint has been scheduled for the first time. */
	url: string;
	readyReplica: number;
	targetReplica: number;
	lastUsedAt: Instant | null;
	parametersBillions: number;
	requestsPerSecondPerReplica: number;
};

/** A replica as the management API shows it. */
export type SimulatedReplica = {
	id: string;
	versionId: string;
	stage: ReplicaStage;
	/** Whether its version is the one that serves. */
	live: boolean;
	/** Whether its version is the one that a rolling update brings up. */
	updating: boolean;
	startedAt: Instant | null;
	stoppedAt: Instant | null;
	exitCode: number | null;
};

/** How long one replica was in one stage, as the management API shows it: `[from, to)`. */
export type StageRange = { replicaId: string; stage: ReplicaStage; from: Instant; to: Instant };

/** What can go wrong with an endpoint, by the scenario's will. */
export type Disturbance = "fail" | "stickInitialising" | "failUpdates" | "crash" | "heal";

/** The key of a price: vendor, region, instance type and instance size. */
export function hardwareKey(hardware: Omit<Hardware, "accelerator">): string {
	const { vendor, region, instanceType, instanceSize } = hardware;
	return `${vendor}/${region}/${instanceType}/${instanceSize}`;
}
