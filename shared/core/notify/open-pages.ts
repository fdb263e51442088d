import type { Control, Held, OpenPage } from "../../domain/control.ts";
import type { Cursor } from "../../domain/ledger.ts";
import type { Notice, NoticeKind } from "../../domain/notice.ts";
import type { Decision } from "../../domain/plan.ts";

/** What says whether the cause of a page still stands. */
export type PageFacts = {
	readonly budget: string;
	readonly decision: Decision;
	/** Budgets of groups beside it. */
	readonly groups?: readonly JudgedBudget[];
	readonly held: readonly Held[];
	readonly cursor: Pick<Cursor, "failedPasses" | "observedUntil">;
};

export type JudgedBudget = { readonly budget: string; readonly decision: Decision };

/** More pages at once are one incident to whoever reads them. */
const mostPages = 8;

/** The pages whose cause stands: those of before, and what this pass tells. One of each tier. */
export function openPages(
	before: Control["pages"],
	fresh: readonly Notice[],
	facts: PageFacts,
): readonly OpenPage[] {
	const told = fresh
		.filter(({ kind, message }) => message.severity === "page" && kind !== "unacknowledged")
		.map(({ id, kind, createdAt, message }) => ({ id, kind, at: createdAt, title: message.title }));
	const standing = [...(before ?? []), ...told].filter((page) => stands(page, facts));
	return standing
		.filter((page, index) => standing.findIndex((other) => isSameCause(other, page)) === index)
		.slice(-mostPages);
}

type Stands = (page: OpenPage, facts: PageFacts) => boolean;

/** A kind that is not here asks for a person once, and is not told again. */
const standing: Readonly<Partial<Record<NoticeKind, Stands>>> = {
	tier: isOfTierNow,
	ask: isOfTierNow,
	"guard-blind": ({ id }, { budget, cursor }) =>
		cursor.failedPasses > 0 && id === `${budget}/blind/${cursor.observedUntil}`,
	uncertain: ({ id }, facts) => {
		const isSanity = id.includes("/sanity/");
		return judgedOf(facts).some(({ budget, decision }) => {
			const isToday = id.startsWith(`${budget}/${decision.periodKey}/`);
			return isToday && (isSanity ? decision.tier !== "ok" : decision.uncertainSince !== null);
		});
	},
	"cannot-cut": (page, { held }) =>
		held.some((entry) => isOf(page, entry) && entry.passesWithoutEffect > 0 && isActing(entry)),
	"restore-failed": (page, { held }) =>
		held.some((entry) => isOf(page, entry) && entry.lastError !== null && !isOver(entry)),
};

function stands(page: OpenPage, facts: PageFacts): boolean {
	return standing[page.kind]?.(page, facts) ?? false;
}

function isOfTierNow({ id }: OpenPage, facts: PageFacts): boolean {
	return judgedOf(facts).some(({ budget, decision }) =>
		id.startsWith(`${budget}/${decision.periodKey}/${decision.tier}/`),
	);
}

function judgedOf({ budget, decision, groups = [] }: PageFacts): readonly JudgedBudget[] {
	return [{ budget, decision }, ...groups];
}

function isOf({ id }: OpenPage, { endpoint, generation }: Held): boolean {
	return id.endsWith(`/${endpoint}/${generation}`);
}

function isActing({ status }: Held): boolean {
	return status === "intended" || status === "applied";
}

function isOver({ status }: Held): boolean {
	return status === "superseded" || status === "restored";
}

/** What is told later of a tier that was paged already is the same page. */
function isSameCause(one: OpenPage, other: OpenPage): boolean {
	return one.id === other.id || (ofTier(one) !== null && ofTier(one) === ofTier(other));
}

/** `budget/period/tier/` of a crossing, of its question, and of its later steps. */
export function ofTier({ id, kind }: Pick<OpenPage, "id" | "kind">): string | null {
	if (kind !== "tier" && kind !== "ask") return null;
	return id.split("/").slice(0, 3).join("/");
}
