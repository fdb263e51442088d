import type { Demand } from "../../domain/plan.ts";
import type { Standing } from "../../domain/standing.ts";
import { windowNumbers } from "../../domain/window-of.ts";

/** Which budget asks, for which of its windows, and how far over it is. */
export function demandOf(standing: Pick<Standing, "budget" | "reading" | "window">): Demand {
	const { budget, reading, window } = standing;
	const { ratio, budgetMicroUsd } = windowNumbers(reading, window ?? "day");
	return { budget: budget.name, ...(window && { window }), ratio, budgetMicroUsd };
}
