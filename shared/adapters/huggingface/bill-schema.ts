import * as z from "zod";

/** A cost beyond exact integers is no cost; a part of a micro-dollar is rounded away. */
const microUsd = z
	.number()
	.min(0)
	.max(Number.MAX_SAFE_INTEGER)
	.transform((value) => Math.round(value));

const instant = z
	.string()
	.transform((text) => Date.parse(text))
	.refine((at) => !Number.isNaN(at), { error: "not a date and time" });

/**
 * What is read of `GET …/billing/usage` (reference: the Hub's own specification of August 2026). A row
 * that cannot be read makes the whole bill unreadable: a bill without it would be too small.
 */
export const billSchema = z.object({
	usage: z.object({
		Endpoints: z
			.array(z.object({ label: z.string(), product: z.string(), totalCostMicroUSD: microUsd }))
			.optional(),
	}),
	period: z
		.object({
			_id: z.string().min(1),
			entityName: z.string(),
			periodStart: instant,
			periodEnd: instant,
		})
		.refine(({ periodStart, periodEnd }) => periodStart < periodEnd, {
			error: "the period ends before it begins",
		}),
});
