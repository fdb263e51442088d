import type { Demand } from "../../domain/plan.ts";
import type { Standing } from "../../domain/standing.ts";

/** Which budget asks, and how far over it is. */
export function demandOf({ budget, reading }: Pick<Standing, "budget" | "reading">): Demand {
	const { ratio, budgetMicroUsd } = reading;
	return { budget: budget.name, ratio: ratio.point, budgetMicroUsd };
}
