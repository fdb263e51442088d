import { waitReasonText } from "../core/notify/event-message.ts";
import { planRestore, type RestoreInput } from "../core/restore/plan-restore.ts";
import type { Instant } from "../domain/instant.ts";
import type { HeldWait } from "../domain/read-model.ts";
import type { Reading } from "../domain/reading.ts";
import type { Standing } from "../domain/standing.ts";
import type { Table } from "../ports/table.ts";
import { readUsualRests } from "./read-usual-rests.ts";
import { spendStore } from "./store/spend-store.ts";

export type HeldWaitsInput = Omit<RestoreInput, "groups" | "usualRestMicroUsd" | "now"> & {
	readonly reading: Reading;
	readonly groups: readonly Standing[];
	readonly now: Instant;
};

/** Why what is held is not put back now, as guard's own restore sees it from what is stored. */
export async function readHeldWaits(
	table: Table,
	namespace: string,
	input: HeldWaitsInput,
): Promise<readonly HeldWait[]> {
	if (input.held.length === 0) return [];
	const { policy, reading, groups, now } = input;
	const own = { budget: policy.budget, reading };
	const rests = await readUsualRests(spendStore(table, namespace), [own, ...groups], now);
	const restOf = (name: string) => rests.get(name) ?? null;
	const { waiting } = planRestore({
		...input,
		usualRestMicroUsd: restOf(policy.budget.name),
		groups: groups.map((group) => ({ ...group, usualRestMicroUsd: restOf(group.budget.name) })),
	});
	return waiting.map((wait) => ({ endpoint: wait.endpoint, words: waitReasonText(wait) }));
}
