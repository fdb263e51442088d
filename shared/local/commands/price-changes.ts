import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { createSqliteTable } from "../../adapters/sqlite/table.ts";
import { priceStore } from "../../app/store/price-store.ts";
import { readSettings } from "../../config/settings.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { PriceChange, PriceVersion } from "../../domain/price.ts";
import type { Output } from "../cli/output.ts";
import { UsageError } from "../cli/usage-error.ts";
import { findLocalStore } from "../local-store.ts";

/** Every change of a price that the meter of this machine has seen, newest first. */
export async function showPriceChanges(
	output: Output,
	wanted: { readonly instance?: string; readonly store?: string },
): Promise<void> {
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	const store = findLocalStore(read.settings.home, wanted.store ?? null);
	const versions = await versionsIn(store.path, store.namespace);
	const rows = versions.slice(1).flatMap(rowsOf).filter(isOf(wanted.instance)).toReversed();
	const since = versions[0]?.seenAt ?? null;
	output.json({ store: store.name, since: since === null ? null : isoText(since), changes: rows });
	if (since === null) output.line("no price list was read yet");
	else if (rows.length === 0) output.line(`no price changed since ${isoText(since)}`);
	else output.table({ rows, columns });
}

async function versionsIn(path: string, namespace: string): Promise<PriceVersion[]> {
	const clock = new SystemClock();
	const table = createSqliteTable({ path, clock });
	try {
		const window = { from: 0, to: Number.MAX_SAFE_INTEGER };
		return await priceStore(table, namespace).readVersions(window);
	} finally {
		table.close();
	}
}

type Row = PriceChange & { readonly notBefore: string; readonly seenAt: string };

function rowsOf({ seenAt, notBefore, changes }: PriceVersion): Row[] {
	const from = notBefore === null ? "" : isoText(notBefore);
	return changes.map((change) => ({ ...change, notBefore: from, seenAt: isoText(seenAt) }));
}

function isOf(instance: string | undefined) {
	return ({ hardware }: Row) => instance === undefined || `${hardware}/`.includes(`/${instance}/`);
}

const columns = [
	{ heading: "HARDWARE", value: ({ hardware }: Row) => hardware },
	{ heading: "BEFORE", value: ({ before }: Row) => priceText(before), align: "right" as const },
	{ heading: "AFTER", value: ({ after }: Row) => priceText(after), align: "right" as const },
	{ heading: "SEEN", value: ({ seenAt }: Row) => seenAt.slice(0, 16) },
];

function priceText(price: MicroUsd | null): string {
	return price === null ? "–" : `$${(price / 1_000_000).toFixed(3)}`;
}

function isoText(at: number): string {
	return new Date(at).toISOString();
}
