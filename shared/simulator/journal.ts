import type { EndpointState, Instant, ScalingMeasure } from "./endpoint.ts";

export type ActorKind = "person" | "guard" | "autoscaler" | "system";

/** Everything of an endpoint that costs money or that somebody can change. */
export type Configuration = {
	state: EndpointState;
	vendor: string;
	region: string;
	accelerator: string;
	instanceType: string;
	instanceSize: string;
	minReplica: number;
	maxReplica: number;
	scaleToZeroTimeout: number | null;
	measure: ScalingMeasure | null;
	targetReplica: number;
	tags: readonly string[];
};

export type JournalKind =
	| "created"
	| "updated"
	| "paused"
	| "resumed"
	| "scaledToZero"
	| "removed"
	| "woken"
	| "scaled"
	| "state"
	| "disturbed";

/** One change, and who made it. `before` is null at creation, `after` at removal. */
export type JournalEntry = {
	at: Instant;
	actor: string;
	actorKind: ActorKind;
	endpoint: string;
	kind: JournalKind;
	before: Configuration | null;
	after: Configuration | null;
};

/** Every change of the account in the order in which it happened. */
export class Journal {
	readonly #entries: JournalEntry[] = [];
	readonly #byEndpoint = new Map<string, JournalEntry[]>();

	add(entry: JournalEntry): void {
		this.#entries.push(entry);
		const own = this.#byEndpoint.get(entry.endpoint);
		if (own === undefined) this.#byEndpoint.set(entry.endpoint, [entry]);
		else own.push(entry);
	}

	entries(): readonly JournalEntry[] {
		return this.#entries;
	}

	/** The configuration in force at an instant (changes of that very instant included), or null. */
	configurationAt(endpoint: string, instant: Instant): Configuration | null {
		const own = this.#byEndpoint.get(endpoint) ?? [];
		return own.findLast((entry) => entry.at <= instant)?.after ?? null;
	}
}
