import type { EndpointModel, Hardware, Instant, ReplicaStage, Scaling, User } from "./endpoint.ts";
import type { EventQueue } from "./event-queue.ts";
import type { ActorKind } from "./journal.ts";
import type { LoadState } from "./load-state.ts";
import type { TimelineChange } from "./scenarios/scenario.ts";
import type { AccountSettings } from "./settings.ts";
import type { Traffic } from "./traffic/traffic.ts";
import type { Books } from "./truth.ts";

/** A replica from its order to its end. Instants are null until they happened. */
export type ReplicaRecord = {
	id: string;
	version: string;
	hardware: Hardware;
	stage: ReplicaStage;
	stages: { stage: ReplicaStage; from: Instant; to: Instant | null }[];
	/** Counts the stages, so that an event planned for an earlier stage is recognised as void. */
	stageNumber: number;
	startedAt: Instant | null;
	stoppedAt: Instant | null;
	exitCode: number | null;
};

export type Version = { version: string; hardware: Hardware };

/** The state of one endpoint; changed in place by the modules of the simulator only. */
export type EndpointRecord = {
	id: string;
	name: string;
	type: string;
	tags: readonly string[];
	hardware: Hardware;
	scaling: Scaling;
	model: EndpointModel;
	experimentalFeatures: Record<string, unknown>;
	notifications: { email: boolean; push: boolean };
	parametersBillions: number;
	requestsPerSecondPerReplica: number;
	traffic: Traffic;
	createdAt: Instant;
	createdBy: User;
	updatedAt: Instant;
	updatedBy: User;
	isPaused: boolean;
	isAsleep: boolean;
	isRemoved: boolean;
	wasScheduled: boolean;
	failure: string | null;
	updateFailure: string | null;
	isStuck: boolean;
	updatesFail: boolean;
	versionNumber: number;
	/** The version that serves. Its hardware is the old one until a rolling update is done. */
	live: Version;
	/** The version that a rolling update brings up. */
	next: Version | null;
	replicaNumber: number;
	target: number;
	/** Replicas that have not stopped, oldest first. */
	replicas: ReplicaRecord[];
	/** Replicas that have stopped, in the order in which they did. */
	gone: ReplicaRecord[];
	lastUsedAt: Instant | null;
	/** The last request, waking or reaching of `running`, from which idleness is counted. */
	idleSince: Instant;
	evaluations: number;
	lastScaleDownAt: Instant;
	load: LoadState;
};

export type WorldEvent =
	| { kind: "evaluate"; endpoint: EndpointRecord }
	| { kind: "stage"; endpoint: EndpointRecord; replica: ReplicaRecord; stageNumber: number }
	| { kind: "timeline"; actor: string; change: TimelineChange };

/** The whole account, as of `now`. */
export type World = {
	seed: number;
	namespace: string;
	settings: AccountSettings;
	quotas: Map<string, number>;
	now: Instant;
	queue: EventQueue<WorldEvent>;
	endpoints: Map<string, EndpointRecord>;
	books: Books;
	baseUrl: string;
};

export type Cause = { actor: string; actorKind: ActorKind };

export const autoscalerCause: Cause = { actor: "autoscaler", actorKind: "autoscaler" };
export const systemCause: Cause = { actor: "system", actorKind: "system" };

/** Who a user name is: a token's owner, or, without a token, a person. */
export function causeOf(world: World, actor: string): Cause {
	if (actor === systemCause.actor) return systemCause;
	const owners = Object.values(world.settings.tokens);
	const owner = owners.find((each) => each.user === actor);
	return { actor, actorKind: owner?.kind ?? "person" };
}
