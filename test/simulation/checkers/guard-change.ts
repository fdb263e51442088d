import type { Control, Held } from "../../../shared/domain/control.ts";
import type { Instant } from "../../../shared/domain/instant.ts";
import type { RestoreRecord } from "../../../shared/domain/plan.ts";
import type { Mode } from "../../../shared/domain/policy.ts";
import type { JournalEntry } from "../../../shared/simulator/journal.ts";
import type { Process } from "../process.ts";
import type { Orders } from "./orders.ts";
import { type Choice, type Owner, sameScaling } from "./ownership.ts";

export type GuardFacts = {
	readonly now: Instant;
	readonly control: Control | null;
	readonly records: ReadonlyMap<string, RestoreRecord>;
	readonly orders: Orders;
	readonly goodListAt: Instant;
	readonly endpointCount: number;
	/** True spend of the day ÷ the lowest budget in force during this pass; `own`: without what people added. */
	readonly trueRatio: (budget: JudgedBudget) => number;
	readonly mode: Mode;
};

/** The namespace's own, with what people added, or that of the group. */
export type JudgedBudget = "own" | "raised" | "group";

export type Change = {
	readonly entry: JournalEntry;
	readonly name: string;
	readonly before: Choice;
	readonly after: Choice;
	readonly owner: Owner;
	readonly process: Process;
	readonly facts: GuardFacts;
};

export function budgetOf(held: Held | undefined): JudgedBudget {
	if (held?.budget !== undefined) return "group";
	return held?.tier === "ceiling" ? "own" : "raised";
}

/** A step of an earlier pass that is sent again keeps nobody waiting, and counts against no limit. */
export function isRetry(held: Held, { startedAt }: Process): boolean {
	return held.heldSince < startedAt;
}

/** Back to what people want, or on the way there: out of a pause, also to what a softer tier asks. */
export function isRestore(change: Change): boolean {
	const { name, entry, after, owner, facts } = change;
	if (entry.kind === "resumed") return true;
	const held = facts.control?.held.find(({ endpoint }) => endpoint === name);
	if (entry.kind === "updated" && held?.status === "restoring") return true;
	if (held !== undefined && isIntendedCut(change, held)) return false;
	const { wanted, alsoFine } = owner;
	const isBack = sameScaling(after, wanted) || (alsoFine !== null && sameScaling(after, alsoFine));
	return entry.kind === "updated" && isBack;
}

/** What the store intends and what lowers the scaling is a step, also to what a person may have meant by keeping it. */
function isIntendedCut({ before, after }: Change, { status, written }: Held): boolean {
	const isIntended =
		status === "intended" &&
		after.minReplica === written.minReplica &&
		after.maxReplica === written.maxReplica;
	return isIntended && after.maxReplica < before.maxReplica;
}
