import type { Instant, Range } from "./instant.ts";

/** Key of the price book. */
export type Hardware = {
	readonly vendor: string;
	readonly region: string;
	readonly accelerator: string;
	readonly instanceType: string;
	readonly instanceSize: string;
};

/** `undefined` means that the field was absent from the answer; absent is restored as absent. */
export type Scaling = {
	readonly minReplica: number;
	readonly maxReplica: number;
	readonly scaleToZeroTimeoutMinutes?: number | null;
	readonly measure?: Readonly<Record<string, number | null>> | null;
};

/**
 * One endpoint as one list or get answered it. `state` is an open set: documented values are
 * pending, initializing, updating, updateFailed, running, paused, failed, scaledToZero.
 * `createdAt` is part of the identity: a name can be created again.
 */
export type Endpoint = {
	readonly name: string;
	readonly createdAt: Instant;
	readonly updatedAt: Instant;
	readonly updatedBy: string | null;
	readonly state: string;
	readonly tags: readonly string[];
	readonly model: string;
	readonly url: string;
	readonly hardware: Hardware;
	readonly scaling: Scaling;
	readonly readyReplica: number;
	readonly targetReplica: number;
	readonly lastUsedAt: Instant | null;
};

/** All endpoints of a namespace at an instant. Nothing may be inferred from an incomplete one. */
export type Inventory = {
	readonly at: Instant;
	readonly complete: boolean;
	/** Of an incomplete one: where the answer contradicts itself or cannot be read. */
	readonly problem?: string;
	readonly endpoints: readonly Endpoint[];
};

/** How long one replica was in one stage, as the vendor's metrics tell. */
export type StageRange = Range & { readonly replicaId: string; readonly stage: string };

/** Source: EndpointState of the management API. */
const documentedStates: ReadonlySet<string> = new Set([
	"pending",
	"initializing",
	"updating",
	"updateFailed",
	"running",
	"paused",
	"failed",
	"scaledToZero",
]);

/** In any other state nobody knows what is billed, or what a change would do. */
export function isDocumentedState(state: string): boolean {
	return documentedStates.has(state);
}

export function isPaused(endpoint: Endpoint): boolean {
	return endpoint.state === "paused";
}

export function hardwareKey(hardware: Hardware): string {
	const { vendor, region, instanceType, instanceSize } = hardware;
	return `${vendor}/${region}/${instanceType}/${instanceSize}`;
}
