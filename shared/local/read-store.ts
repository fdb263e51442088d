import { SystemClock } from "../adapters/clock/system-clock.ts";
import { createSqliteTable } from "../adapters/sqlite/table.ts";
import { ledgerStore } from "../app/store/ledger-store.ts";
import { readSettings } from "../config/settings.ts";
import type { Instant } from "../domain/instant.ts";
import type { Table } from "../ports/table.ts";
import { UsageError } from "./cli/usage-error.ts";
import { findLocalStore } from "./local-store.ts";
import { NotRunningError } from "./running-guardrail.ts";

/** A store of this machine, open for reading. */
export type OpenStore = {
	readonly table: Table;
	readonly namespace: string;
	/** Of the policy that its spend was metered under. */
	readonly zone: string;
	/** The last pass of the meter; a simulated account has a time of its own. */
	readonly at: Instant;
};

export type WhereToRead = { readonly url?: string; readonly store?: string };

/**
 * What a running guardrail answers; where none runs on this machine, what its store says. `--url` asks only the
 * one, `--store` only the other. Throws `UsageError` where there is neither.
 */
export async function runningOrStored<Found>(
	where: WhereToRead,
	ask: () => Promise<Found>,
	read: (store: OpenStore) => Promise<Found>,
): Promise<Found> {
	if (where.store !== undefined) return readStore(where.store, read);
	try {
		return await ask();
	} catch (error) {
		if (where.url !== undefined || !(error instanceof NotRunningError)) throw error;
		return readStore(null, read);
	}
}

async function readStore<Found>(
	wanted: string | null,
	read: (store: OpenStore) => Promise<Found>,
): Promise<Found> {
	const settings = readSettings();
	if (!settings.ok) throw new UsageError(settings.problems.join("; "));
	const { path, namespace, zone } = findLocalStore(settings.settings.home, wanted);
	const clock = new SystemClock();
	const table = createSqliteTable({ path, clock });
	try {
		const { value: cursor } = await ledgerStore(table, namespace).readCursor();
		const at = cursor?.lastPassAt ?? clock.now();
		return await read({ table, namespace, zone: cursor?.zone ?? zone, at });
	} finally {
		table.close();
	}
}
