import * as z from "zod";
import type { Endpoint, Hardware, Scaling } from "../../domain/endpoint.ts";
import { firstIssue } from "./first-issue.ts";
import { type EndpointAnswer, endpointSchema } from "./schemas.ts";

/** One endpoint of an answer; null where it lacks what metering and acting stand on. */
export function endpointOf(item: unknown): Endpoint | null {
	const parsed = endpointSchema.safeParse(item);
	return parsed.success ? fromAnswer(parsed.data) : null;
}

/** What an item lacks that `endpointOf` refuses, as a person would look it up in the answer. */
export function problemOfEndpoint(item: unknown): string {
	const parsed = endpointSchema.safeParse(item);
	const name = z.object({ name: z.string() }).safeParse(item).data?.name ?? "without a name";
	return `endpoint ${name}: ${parsed.error === undefined ? "unreadable" : firstIssue(parsed.error)}`;
}

function fromAnswer(answer: EndpointAnswer): Endpoint {
	const { name, tags, compute, model, status } = answer;
	const ready = status.readyReplica ?? 0;
	const target = status.targetReplica ?? Math.max(ready, expectedReplicas(answer));
	return {
		name,
		createdAt: status.createdAt,
		updatedAt: status.updatedAt ?? status.createdAt,
		updatedBy: status.updatedBy,
		state: compute.scaling ? status.state : `${status.state}, ${withoutScaling}`,
		tags,
		model: model.repository,
		url: status.url,
		hardware: hardwareOf(answer),
		scaling: compute.scaling ? scalingOf(compute.scaling) : observedScaling(ready, target),
		readyReplica: ready,
		targetReplica: target,
		lastUsedAt: status.lastUsedAt,
	};
}

/** Makes the state an undocumented one: such endpoints are billed in full and never acted on. */
const withoutScaling = "scaling not stated";

const statesWithoutReplicas: ReadonlySet<string> = new Set(["paused", "scaledToZero"]);

/** Older answers leave the counts out; not counting a replica that runs would be the worse error. */
function expectedReplicas({ compute, status }: EndpointAnswer): number {
	return statesWithoutReplicas.has(status.state) ? 0 : (compute.scaling?.minReplica ?? 1);
}

function hardwareOf({ provider, compute }: EndpointAnswer): Hardware {
	return {
		vendor: provider.vendor,
		region: provider.region,
		accelerator: compute.accelerator,
		instanceType: compute.instanceType,
		instanceSize: compute.instanceSize,
	};
}

type ScalingAnswer = NonNullable<EndpointAnswer["compute"]["scaling"]>;

/** What is absent stays absent, so that it is restored as absent. */
function scalingOf(answer: ScalingAnswer): Scaling {
	const { minReplica, maxReplica, scaleToZeroTimeout, measure } = answer;
	return {
		minReplica,
		maxReplica,
		...(scaleToZeroTimeout !== undefined && { scaleToZeroTimeoutMinutes: scaleToZeroTimeout }),
		...(measure !== undefined && { measure }),
	};
}

function observedScaling(ready: number, target: number): Scaling {
	return { minReplica: Math.min(ready, target), maxReplica: Math.max(ready, target) };
}
