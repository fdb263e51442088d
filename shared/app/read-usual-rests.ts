import type { BudgetReading } from "../core/reading/read-budgets.ts";
import { usualRest } from "../core/restore/usual-rest.ts";
import type { Instant } from "../domain/instant.ts";
import type { MicroUsd } from "../domain/money.ts";
import type { spendStore } from "./store/spend-store.ts";

/** By the name of the budget, what its endpoints usually spend in the rest of such a day; absent: not known. */
export async function readUsualRests(
	store: Pick<ReturnType<typeof spendStore>, "readRecord">,
	budgets: readonly BudgetReading[],
	now: Instant,
): Promise<ReadonlyMap<string, MicroUsd>> {
	const rests = await Promise.all(
		budgets.map(async ({ budget: { name }, reading: { period } }) => {
			const record = await store.readRecord(name);
			const rest = record === null ? null : usualRest(record, period, now);
			return rest === null ? [] : [[name, rest] as const];
		}),
	);
	return new Map(rests.flat());
}
