import { dayOf } from "../core/reading/period.ts";
import type { Instant } from "../domain/instant.ts";
import type { Configuration, JournalEntry } from "../simulator/journal.ts";

export type Restored = {
	readonly endpoint: string;
	readonly changedAt: Instant;
	readonly restoredAt: Instant;
};
export type Unrestored = {
	readonly endpoint: string;
	readonly changedAt: Instant;
	readonly was: string;
	readonly is: string;
};

/** An endpoint counts as left behind when its day ended longer ago than this (2 hours). */
const graceMs = 2 * 3_600_000;

type Open = { changedAt: Instant; original: Configuration; last: Configuration };

/** Follows each endpoint through the journal: first change by the guard, until its original is back. */
export function restoresOf(input: {
	readonly journal: readonly JournalEntry[];
	readonly end: Instant;
	readonly zone: string;
}): { restored: Restored[]; unrestored: Unrestored[] } {
	const restored: Restored[] = [];
	const open = new Map<string, Open>();
	for (const entry of input.journal) {
		const done = follow(open, entry);
		if (done !== null) restored.push(done);
	}
	const unrestored = [...open].flatMap(([endpoint, { changedAt, original, last }]) => {
		const overdue = dayOf(changedAt, input.zone).to + graceMs <= input.end;
		return overdue ? [{ endpoint, changedAt, was: textOf(original), is: textOf(last) }] : [];
	});
	return { restored, unrestored };
}

/** What a person changed is the person's from then on. */
function follow(open: Map<string, Open>, entry: JournalEntry): Restored | null {
	const { endpoint, at, before, after, actorKind, kind } = entry;
	if (after === null || before === null) {
		open.delete(endpoint);
		return null;
	}
	if (actorKind === "person" && ["updated", "paused", "resumed"].includes(kind)) {
		open.delete(endpoint);
		return null;
	}
	const known = open.get(endpoint);
	if (known === undefined) {
		if (actorKind === "guard" && !isSame(before, after)) {
			open.set(endpoint, { changedAt: at, original: before, last: after });
		}
		return null;
	}
	known.last = after;
	if (!isSame(known.original, after)) return null;
	open.delete(endpoint);
	return { endpoint, changedAt: known.changedAt, restoredAt: at };
}

function isSame(a: Configuration, b: Configuration): boolean {
	return (
		(a.state === "paused") === (b.state === "paused") &&
		a.minReplica === b.minReplica &&
		a.maxReplica === b.maxReplica &&
		a.scaleToZeroTimeout === b.scaleToZeroTimeout
	);
}

function textOf({ state, minReplica, maxReplica }: Configuration): string {
	return `${state} ${minReplica}..${maxReplica}`;
}
