import * as z from "zod";
import type { Instant } from "../../domain/instant.ts";
import { instantOf } from "./instant-of.ts";

/**
 * What is read of the vendor's answers. Lenient on purpose: unknown fields are left out, words are
 * kept as they come (states, types, stages: the old `protected` too), and what only older answers
 * lack has a default. What metering and acting stand on must be there and be of the right kind.
 */
const replicaCount = z.int().nonnegative();

/** RFC 3339 with any number of digits behind the second; the vendor sends up to nanoseconds. */
export const instant = z.string().transform((text, context): Instant => {
	const parsed = instantOf(text);
	if (parsed !== null) return parsed;
	context.addIssue({ code: "custom", message: "not a date and time" });
	return z.NEVER;
});

const account = z.object({ name: z.string() }).transform(({ name }) => name);

const scalingSchema = z.object({
	minReplica: replicaCount,
	maxReplica: replicaCount,
	scaleToZeroTimeout: z.number().nullable().optional().catch(undefined),
	measure: z.record(z.string(), z.number().nullable()).nullable().optional().catch(undefined),
});

export const endpointSchema = z.object({
	name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
	tags: z.array(z.string()).catch([]),
	provider: z.object({ vendor: z.string(), region: z.string() }),
	compute: z.object({
		accelerator: z.string().catch("unknown"),
		instanceType: z.string(),
		instanceSize: z.string(),
		scaling: scalingSchema.nullable().catch(null),
	}),
	model: z.object({ repository: z.string() }).catch({ repository: "" }),
	status: z.object({
		createdAt: instant,
		updatedAt: instant.nullable().catch(null),
		updatedBy: account.nullable().catch(null),
		state: z.string(),
		url: z.string().catch(""),
		readyReplica: replicaCount.optional(),
		targetReplica: replicaCount.optional(),
		lastUsedAt: instant.nullable().catch(null),
	}),
});

export type EndpointAnswer = z.infer<typeof endpointSchema>;

/** Items are looked at one by one, so that a bad one does not take the page with it. */
export const endpointPageSchema = z.object({
	items: z.array(z.unknown()),
	totalItems: z.int().nonnegative().nullable().optional(),
	nextCursor: z.string().nullable().optional(),
});

/** `x` to `x2` is how long replica `y` was in the stage. */
export const replicaStatusSchema = z.object({
	series: z.array(
		z.object({
			stage: z.string(),
			data: z.array(z.unknown()),
		}),
	),
});

export const stageRangeSchema = z.object({ x: instant, x2: instant, y: z.string() });

export const providerSchema = z.object({
	vendors: z.array(
		z.object({
			name: z.string(),
			regions: z.array(z.object({ name: z.string(), computes: z.array(z.unknown()) })),
		}),
	),
});

export const computePriceSchema = z.object({
	accelerator: z.string(),
	instanceType: z.string(),
	instanceSize: z.string(),
	pricePerHour: z.number().positive(),
});
