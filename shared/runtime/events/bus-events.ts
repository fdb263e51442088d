import * as z from "zod";

const envelope = {
	version: z.literal(1),
	namespace: z.string().min(1),
	at: z.int().nonnegative(),
};

const bounds = z.object({ lo: z.number(), point: z.number(), hi: z.number() });

const signal = z.object({
	id: z.string(),
	severity: z.enum(["page", "warn", "info"]),
	endpoint: z.string(),
	change: z.enum(["fired", "reopened", "escalated", "lowered", "resolved"]),
	because: z.string().optional(),
	evidence: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** Every event that is put on the bus, by its type. Each has a row in docs/events.md. */
export const busEvents = {
	"spend.metered": z.object({
		type: z.literal("spend.metered"),
		...envelope,
		list: z.enum(["new", "same"]).optional(),
	}),
	"guard.notices": z.object({ type: z.literal("guard.notices"), ...envelope }),
	"override.granted": z.object({ type: z.literal("override.granted"), ...envelope }),
	"watch.signals": z.object({
		type: z.literal("watch.signals"),
		...envelope,
		/** Empty where nothing is new and a notice still waits to be sent. */
		signals: z.array(signal),
		/** Signals that were left out, because the event would have become too large. */
		more: z.int().nonnegative(),
	}),
	"report.hourly": z.object({
		type: z.literal("report.hourly"),
		...envelope,
		zone: z.string(),
		from: z.int(),
		to: z.int(),
		spentMicroUsd: bounds,
		budgetMicroUsd: z.int(),
		mode: z.enum(["observe", "shadow", "enforce"]),
		policyHash: z.string(),
	}),
	"report.daily": z.object({
		type: z.literal("report.daily"),
		...envelope,
		day: z.string(),
		zone: z.string(),
		from: z.int(),
		to: z.int(),
		spentMicroUsd: bounds,
		budgetMicroUsd: z.int(),
		ratio: z.number(),
		mode: z.enum(["observe", "shadow", "ask", "enforce"]),
		policyHash: z.string(),
	}),
	"guardrail.notice": z.object({
		type: z.literal("guardrail.notice"),
		...envelope,
		id: z.string(),
		kind: z.string(),
		severity: z.enum(["page", "warn", "info"]),
		title: z.string(),
		sections: z.array(z.object({ heading: z.string().nullable(), lines: z.array(z.string()) })),
		footer: z.string(),
		attributes: z.record(z.string(), z.string()),
		truncated: z.boolean(),
	}),
} as const;

export type BusEventType = keyof typeof busEvents;
