import type { JournalEntry } from "../../../shared/simulator/journal.ts";

/** One pass of guard, seen from the account: what it changed, and when it began to. */
export type ChangesOfPass = { readonly at: number; readonly changes: readonly string[] };

/** Changes of one pass lie closer together than this, those of two passes further apart. */
const betweenPassesMs = 20_000;

/**
 * Changes by pass, in order. Within a pass they are made at once, so that their order is that of the
 * latencies of the account, which say nothing of what was decided: there they are sorted.
 */
export function changesByPass(journal: readonly JournalEntry[]): ChangesOfPass[] {
	const passes: { at: number; lastAt: number; changes: string[] }[] = [];
	for (const entry of journal) {
		const last = passes.at(-1);
		if (last === undefined || entry.at - last.lastAt > betweenPassesMs) {
			passes.push({ at: entry.at, lastAt: entry.at, changes: [textOf(entry)] });
		} else {
			last.lastAt = entry.at;
			last.changes.push(textOf(entry));
		}
	}
	return passes.map(({ at, changes }) => ({ at, changes: changes.sort() }));
}

function textOf({ endpoint, kind, after }: JournalEntry): string {
	const { minReplica, maxReplica } = after ?? { minReplica: null, maxReplica: null };
	return `${endpoint} ${kind} ${minReplica}..${maxReplica}`;
}

/** The part of a notice's identity that does not name the millisecond of the pass. */
export function transitionOf(noticeId: string): string {
	return noticeId.replace(/\/\d{13}$/, "");
}

/** The title without the minutes that a page has waited: two runs may be a pass apart. */
export function timelessTitle(title: string): string {
	return title.replace(/\(\d+ min\)/, "(some min)");
}

export function sortedById<T extends { readonly id: string }>(told: readonly T[]): readonly T[] {
	return told.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

type Dated = { readonly at: number };

/** How far apart the one and the other of two lists lie at most; without end where one is missing. */
export function furthestApartMs(some: readonly Dated[], others: readonly Dated[]): number {
	return Math.max(...some.map(({ at }, index) => Math.abs(at - (others[index]?.at ?? Infinity))));
}
