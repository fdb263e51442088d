import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import type { Spending, SpendShare } from "../../shared/domain/spending.ts";
import { dayStart, exactly } from "./fixture-parts.ts";
import { readingOf } from "./fixture-reading.ts";

const weekStart = dayStart - 72 * hourMs;

/** Of 4:10 on the quiet day; a group in Kolkata is far into its own. */
export const usualSpending: Spending = {
	shares: {
		endpoint: shares(["llama-70b-chat", 44.45], ["qwen-32b-batch", 13.01]),
		region: shares(["us-east-1", 66.1], ["us-east4", 4.6]),
		model: shares(["meta-llama/Llama-3.3-70B-Instruct", 44.45]),
		tag: shares(["prod", 60.2], ["critical", 47.6], ["(untagged)", 1.1]),
	},
	groups: [
		{
			reading: {
				...readingOf({
					time: "04:10",
					spent: 31.2,
					rate: 6,
					hour: 5.8,
					futures: [80.2, 92.5, 171],
				}),
				budget: "research",
				budgetMicroUsd: microUsdOf(120),
				ratio: { lo: 0.26, point: 0.26, hi: 0.26 },
				verdict: "possible",
				period: {
					key: "2026-11-19",
					zone: "Asia/Kolkata",
					from: dayStart - 4 * hourMs - 30 * minuteMs,
					to: dayStart + 19 * hourMs + 30 * minuteMs,
				},
			},
			endpoints: ["mixtral-exp-2", "flux-image"],
		},
	],
	week: { key: "2026-11-16", from: weekStart, since: weekStart, spent: exactly(1_684.2) },
	month: {
		key: "2026-11",
		from: weekStart - 15 * 24 * hourMs,
		since: weekStart - 6 * 24 * hourMs,
		spent: exactly(5_020.75),
	},
};

function shares(...rows: readonly (readonly [string, number])[]): SpendShare[] {
	return rows.map(([key, usd]) => ({ key, spent: exactly(usd), ratio: usd / 72.6 }));
}
