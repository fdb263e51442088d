import type { Instant } from "../../../shared/domain/instant.ts";
import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import type { JournalEntry } from "../../../shared/simulator/journal.ts";

export type Listed = {
	readonly name: string;
	/** When each good list was read whose pass went to its end, in order of time. */
	readonly listedAt: readonly Instant[];
	/** Its stage ranges were not read yet since it was first listed. */
	readonly until: Instant;
};

type Life = { readonly from: Instant; readonly to: Instant };

/**
 * What an endpoint cost, in µ$, where nothing that the account told could say so: from its creation to its deletion
 * between two good lists, or before the first good list, when a person changed it in that time (the largest
 * maximum that anyone saw is then not the largest that it had): an account may keep its ranges for an hour only.
 */
export function unlistedCost({ truth }: SimulatedAccount, listed: Listed): number {
	const { name, listedAt, until } = listed;
	const own = truth.journal().filter(({ endpoint }) => endpoint === name);
	return livesOf(own, until).reduce((sum, { from, to }) => {
		const first = listedAt.find((at) => at >= from) ?? Infinity;
		const isChanged = own.some((entry) => isPersons(entry) && entry.at > from && entry.at < first);
		const isUnknown = first > to || isChanged;
		return isUnknown ? sum + truth.billMicroUsd(from, Math.min(first, to), name) : sum;
	}, 0);
}

function livesOf(entries: readonly JournalEntry[], until: Instant): Life[] {
	return entries
		.filter(({ kind, at }) => kind === "created" && at < until)
		.map(({ at: from }) => {
			const end = entries.find(({ kind, at }) => kind === "removed" && at >= from);
			return { from, to: Math.min(end?.at ?? until, until) };
		});
}

function isPersons({ actorKind, kind }: JournalEntry): boolean {
	return actorKind === "person" && kind === "updated";
}
