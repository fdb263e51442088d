import * as z from "zod";
import { about } from "./about.ts";

/** How the ledger is held against the bill, in the units that people write. */
export const billSchema = z
	.strictObject({
		everyHours: z
			.number()
			.min(1)
			.max(168)
			.default(6)
			.describe(
				about({
					text: "How often the ledger is held against the vendor's bill.",
					unit: "hours",
					source: "docs/how-it-decides.md 11",
				}),
			),
		settleHours: z
			.number()
			.min(0)
			.max(168)
			.default(24)
			.describe(
				about({
					text: "Usage younger than this is not compared yet.",
					unit: "hours",
					source: "docs/how-it-decides.md 11",
				}),
			),
		lagMinutes: z
			.number()
			.min(0)
			.max(2_880)
			.default(0)
			.describe(
				about({
					text: "How far the bill is behind what happened.",
					unit: "minutes",
					source: "not documented by the vendor",
				}),
			),
		rounding: z
			.enum(["millisecond", "minute"])
			.default("millisecond")
			.describe(
				about({
					text: "Whether the bill counts a started minute of a replica as a whole one.",
					unit: "millisecond or minute",
					source: 'not documented: "billed per minute"',
				}),
			),
		warnRatio: z
			.number()
			.gt(0)
			.max(1)
			.default(0.02)
			.describe(
				about({
					text: "Drift above this warns.",
					unit: "ratio",
					source: "docs/how-it-decides.md 11",
				}),
			),
		pageRatio: z
			.number()
			.gt(0)
			.max(1)
			.default(0.05)
			.describe(
				about({
					text: "Drift above this pages.",
					unit: "ratio",
					source: "docs/how-it-decides.md 11",
				}),
			),
		leastUsd: z
			.number()
			.min(0)
			.max(10_000)
			.default(0.1)
			.describe(
				about({
					text: "A smaller difference is no drift.",
					unit: "US dollars",
					source: "docs/how-it-decides.md 11",
				}),
			),
		bookFromUsd: z
			.number()
			.min(0)
			.max(10_000)
			.default(0.01)
			.describe(
				about({
					text: "A smaller difference of an endpoint is rounding and makes no entry.",
					unit: "US dollars",
					source: "docs/how-it-decides.md 11",
				}),
			),
		bookUpToRatio: z
			.number()
			.min(0)
			.max(10)
			.default(0.5)
			.describe(
				about({
					text: "A larger difference is told and not booked: the bill itself may be wrong.",
					unit: "share of what was metered",
					source: "docs/how-it-decides.md 11",
				}),
			),
		overHours: z
			.number()
			.min(1)
			.max(744)
			.default(24)
			.describe(
				about({
					text: "Drift is that of so much usage together.",
					unit: "hours",
					source: "docs/how-it-decides.md 11",
				}),
			),
	})
	.describe("How the ledger is held against the vendor's own bill.");
