import { mergeUpdate, type Written } from "./configuration.ts";
import { copyScaling } from "./copy.ts";
import type { EndpointDefinition, EndpointModel, Instant } from "./endpoint.ts";
import { hashFraction } from "./http/hash.ts";
import { shortId, userNamed } from "./identity.ts";
import { emptyLoad } from "./load.ts";
import type { AccountSettings } from "./settings.ts";
import { constant } from "./traffic/traffic.ts";
import type { EndpointRecord, World } from "./world.ts";

/** Size assumed for a model whose name does not tell it. */
const unknownParametersBillions = 7;
/** Throughput assumed for an endpoint that a caller created. */
const unknownRequestsPerSecond = 2;
const namePattern = /^[a-z0-9-]{1,32}$/;
const dayMs = 86_400_000;

/** The definition of an endpoint from the body of a POST, or why it is refused. */
export function definitionFromBody(
	body: unknown,
	actor: string,
	settings: AccountSettings,
): { ok: true; definition: EndpointDefinition; written: Written } | { ok: false; error: string } {
	const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
	const { name } = fields;
	if (typeof name !== "string" || !namePattern.test(name)) {
		return { ok: false, error: "name must match [a-z0-9-] and have at most 32 characters" };
	}
	const missing = ["type", "provider", "compute", "model"].filter((key) => !(key in fields));
	if (missing.length > 0) return { ok: false, error: `missing field ${missing.join(", ")}` };
	const merged = mergeUpdate(blank(), body, settings);
	if (!merged.ok) return merged;
	const { written } = merged;
	const definition = {
		name,
		tags: written.tags,
		hardware: written.hardware,
		scaling: written.scaling,
		repository: written.model.repository,
		task: written.model.task,
		parametersBillions: parametersIn(written.model.repository),
		requestsPerSecondPerReplica: unknownRequestsPerSecond,
		traffic: constant(0),
		createdBy: actor,
	};
	return { ok: true, definition, written };
}

/** A record without replicas; the caller decides how it begins. */
export function recordOf(world: World, definition: EndpointDefinition): EndpointRecord {
	const { name, hardware } = definition;
	const creator = userNamed(definition.createdBy);
	const id = shortId(16, world.seed, "endpoint", name);
	const version = versionName(world, id, 1);
	return {
		id,
		...definition,
		type: "authenticated",
		scaling: copyScaling(definition.scaling),
		model: modelOf(definition.repository, definition.task),
		experimentalFeatures: blank().experimentalFeatures,
		notifications: { email: false, push: true },
		createdAt: world.now,
		createdBy: creator,
		updatedAt: world.now,
		updatedBy: creator,
		isPaused: false,
		isAsleep: false,
		isRemoved: false,
		wasScheduled: false,
		failure: null,
		updateFailure: null,
		isStuck: false,
		updatesFail: false,
		versionNumber: 1,
		live: { version, hardware },
		next: null,
		replicaNumber: 0,
		target: definition.scaling.minReplica,
		replicas: [],
		gone: [],
		lastUsedAt: null,
		idleSince: world.now,
		evaluations: 0,
		lastScaleDownAt: Number.NEGATIVE_INFINITY,
		load: emptyLoad(world.now),
	};
}

/** The name of an endpoint's next version, the first part of its replicas' ids. */
export function versionName(world: World, endpointId: string, versionNumber: number): string {
	return shortId(8, world.seed, endpointId, "version", versionNumber);
}

/** An endpoint of a scenario is older than the world: 20 to 60 days. */
export function ageMs(seed: number, name: string): Instant {
	return Math.floor((20 + 40 * hashFraction(seed, "age", name)) * dayMs);
}

function modelOf(repository: string, task: string): EndpointModel {
	const port = 80;
	return {
		...blank().model,
		repository,
		task,
		image:
			task === "text-generation"
				? { vLLM: { url: "vllm/vllm-openai:v0.23.0", port: 8000, healthRoute: "/health" } }
				: { custom: { url: "registry.example/server:1", port, healthRoute: "/health" } },
	};
}

function blank(): Written {
	return {
		type: "authenticated",
		tags: [],
		hardware: { vendor: "", region: "", accelerator: "", instanceType: "", instanceSize: "" },
		scaling: { minReplica: 1, maxReplica: 1, scaleToZeroTimeout: null, measure: null },
		model: {
			repository: "",
			revision: null,
			task: "custom",
			framework: "pytorch",
			image: { huggingface: {} },
			args: [],
			env: {},
			secrets: {},
			fromCatalog: false,
		},
		experimentalFeatures: {
			cacheHttpResponses: false,
			loadBalancer: null,
			mcpLb: null,
			skipRepoDownload: null,
		},
		notifications: { email: false, push: true },
	};
}

function parametersIn(repository: string): number {
	const found = /(\d+(?:\.\d+)?)b(?![a-z])/i.exec(repository)?.[1];
	return found === undefined ? unknownParametersBillions : Number(found);
}
