import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import type { Instant } from "../../../shared/domain/instant.ts";
import type { FleetReader } from "../../../shared/ports/fleet-reader.ts";
import type { FleetWriter, WriteResult } from "../../../shared/ports/fleet-writer.ts";
import { endpointOf } from "../../core/fixture.ts";

/** What a person can decide of an endpoint and the guard can change. */
export type Setting = {
	readonly paused: boolean;
	readonly minReplica: number;
	readonly maxReplica: number;
};

export type Write = { readonly name: string; readonly kind: string; readonly at: Instant };

/** Replicas that everybody's traffic asks for: as many as may be run of four. */
const wantedReplicas = 4;

/** Five endpoints whose account does at once what it is told, and keeps a list of what the guard told it. */
export class ScriptedAccount {
	readonly writes: Write[] = [];
	readonly #endpoints = new Map<string, Endpoint>();
	readonly #now: () => Instant;

	constructor(now: () => Instant) {
		this.#now = now;
		for (const tag of ["critical", "standard", "another", "expendable", "protected"]) {
			const tags = ["standard", "another"].includes(tag) ? [] : [tag];
			this.#put(endpointOf({ name: tag, tags, readyReplica: 4, targetReplica: 4 }), {});
		}
	}

	get names(): readonly string[] {
		return [...this.#endpoints.keys()];
	}

	list(): readonly Endpoint[] {
		return [...this.#endpoints.values()];
	}

	settingOf(name: string): Setting {
		const { state, scaling } = this.#find(name);
		const { minReplica, maxReplica } = scaling;
		return { paused: state === "paused", minReplica, maxReplica };
	}

	/** A person's change. */
	set(name: string, setting: Partial<Setting>): void {
		this.#change(name, setting, "ann");
	}

	reader(): FleetReader {
		return {
			listInventory: async () => ({ at: this.#now(), complete: true, endpoints: this.list() }),
			getEndpoint: async (name) => this.#endpoints.get(name) ?? null,
			readStageRanges: async () => [],
		};
	}

	writer(): FleetWriter {
		const write = (name: string, kind: string, setting: Partial<Setting>): WriteResult => {
			this.writes.push({ name, kind, at: this.#now() });
			this.#change(name, setting, "guardrail");
			return "written";
		};
		return {
			mode: "enforce",
			updateScaling: async (name, { minReplica, maxReplica }) =>
				write(name, "scale", { minReplica, maxReplica }),
			pause: async (name) => write(name, "pause", { paused: true }),
			resume: async (name) => write(name, "resume", { paused: false }),
			scaleToZero: async (name) => write(name, "sleep", {}),
		};
	}

	#find(name: string): Endpoint {
		const found = this.#endpoints.get(name);
		if (found === undefined) throw new Error(`there is no endpoint "${name}"`);
		return found;
	}

	#change(name: string, setting: Partial<Setting>, updatedBy: string): void {
		const before = this.#find(name);
		const paused = setting.paused ?? before.state === "paused";
		const scaling = { ...before.scaling };
		const { minReplica = scaling.minReplica, maxReplica = scaling.maxReplica } = setting;
		const replicas = paused ? 0 : Math.max(minReplica, Math.min(wantedReplicas, maxReplica));
		this.#put(before, {
			state: paused ? "paused" : "running",
			scaling: { ...scaling, minReplica, maxReplica },
			updatedAt: this.#now(),
			updatedBy,
			readyReplica: replicas,
			targetReplica: replicas,
		});
	}

	#put(endpoint: Endpoint, parts: Partial<Endpoint>): void {
		this.#endpoints.set(endpoint.name, { ...endpoint, ...parts });
	}
}
