import type { Instant, SimulatedEndpoint } from "../endpoint.ts";
import { hash } from "../http/hash.ts";

const nanosecondDigits = 6;

/** An endpoint as the management API writes it (`EndpointWithStatus`). */
export function endpointBody(endpoint: SimulatedEndpoint) {
	const { name, type, tags, hardware, model, healthRoute } = endpoint;
	const { vendor, region, accelerator, instanceType, instanceSize } = hardware;
	const { experimentalFeatures, notifications, scaling } = endpoint;
	return {
		name,
		type,
		tags,
		provider: { vendor, region },
		compute: {
			id: `${vendor}-${region}-${instanceType}-${instanceSize}`,
			accelerator,
			instanceType,
			instanceSize,
			scaling,
		},
		model: { ...model, secrets: hidden(model.secrets) },
		healthRoute,
		experimentalFeatures,
		notifications,
		status: statusBody(endpoint),
	};
}

/** A graph has hundreds of points and an answer a dozen graphs of the same instants: each is written once. */
const written = new Map<Instant, string>();
const mostWritten = 5_000;

export function timestamp(instant: Instant): string {
	const known = written.get(instant);
	if (known !== undefined) return known;
	if (written.size >= mostWritten) written.clear();
	const text = new Date(instant).toISOString();
	written.set(instant, text);
	return text;
}

function statusBody(endpoint: SimulatedEndpoint): Record<string, unknown> {
	const { state, message, errorMessage, url, readyReplica, targetReplica } = endpoint;
	return {
		createdAt: creationTimestamp(endpoint),
		createdBy: endpoint.createdBy,
		updatedAt: timestamp(endpoint.updatedAt),
		updatedBy: endpoint.updatedBy,
		private: null,
		state,
		message,
		errorMessage,
		url,
		readyReplica,
		targetReplica,
		lastUsedAt: endpoint.lastUsedAt === null ? null : timestamp(endpoint.lastUsedAt),
		inferenceMetricsEnabled: "vLLM" in endpoint.model.image,
	};
}

/** Some endpoints carry nanoseconds, as the vendor's own fixtures do. */
function creationTimestamp({ id, createdAt }: SimulatedEndpoint): string {
	const plain = timestamp(createdAt);
	const chance = hash(id, "nanoseconds");
	if (chance % 2 === 0) return plain;
	const digits = String(chance).slice(-nanosecondDigits).padStart(nanosecondDigits, "0");
	return plain.replace("Z", `${digits}Z`);
}

/** The names of secrets are shown, their values are not. */
function hidden(secrets: Record<string, string | null>): Record<string, null> {
	return Object.fromEntries(Object.keys(secrets).map((name) => [name, null]));
}
