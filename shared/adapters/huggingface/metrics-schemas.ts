import * as z from "zod";
import { instant } from "./schemas.ts";

/** A bad point, series or graph is left out, so that it does not take the others with it. */
const series = z.array(z.unknown()).catch([]);
const graph = z.object({ series }).catch({ series: [] });

/** `POST …/metrics`: every graph of one endpoint. Graphs that an account does not have are empty. */
export const allGraphsSchema = z.object({
	start: instant,
	stop: instant,
	timeWindowSeconds: z.number().positive(),
	responseStatusCode: graph,
	responseStatusCodeGrouped: graph,
	responseElapsed: graph,
	pendingRequest: graph,
	replicasStatus: graph,
	hardwareCpu: graph,
	hardwareGpu: graph,
});

export type AllGraphs = z.output<typeof allGraphsSchema>;

/** Points are looked at one by one (metric-points.ts), so they are not gone through here. */
const data = z.custom<readonly unknown[]>(Array.isArray);

export const statusSeriesSchema = z.object({
	statusCode: z.coerce.string(),
	sum: z.number().nullable().catch(null),
	data,
});

export const elapsedSeriesSchema = z.object({ percentile: z.coerce.string(), data });

export const plainSeriesSchema = z.object({ data });

export const stageSeriesSchema = z.object({ stage: z.string(), data });

export const auditPageSchema = z.object({ list: z.array(z.unknown()) });

export const auditEntrySchema = z.object({
	createdAt: instant,
	endpoint: z.string().nullable().catch(null),
	user: z.object({ name: z.string() }).nullable().catch(null),
	reason: z.record(z.string(), z.unknown()),
});

export const beforeAndAfterSchema = z.object({
	before: z.record(z.string(), z.unknown()),
	after: z.record(z.string(), z.unknown()),
});
