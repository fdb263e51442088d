import type { SpendRecord } from "../../core/reading/forecast/spend-record.ts";
import { hourMs, hourOf, minuteMs, type Range } from "../../domain/instant.ts";
import type { GoneEndpoint, GroupTotals } from "../../domain/ledger.ts";
import type { Table } from "../../ports/table.ts";
import { keysOf } from "./keys.ts";
import { type PackedBounds, packBounds, unpackBounds } from "./packed-bounds.ts";
import { asJson, readPrefix, readRecord } from "./record.ts";

/** Spend stays on record for a year and a month; then nobody asks which tags an endpoint had. */
const goneForMs = 400 * 24 * 60 * minuteMs;
/** The longest look back of a reading is a month, of a forecast two weeks. */
const groupTotalsForMs = 40 * 24 * 60 * minuteMs;

/** What meter keeps of budgets beside the ledger: hours on record, totals of groups, endpoints that are gone. */
export function spendStore(table: Table, namespace: string) {
	const keys = keysOf(namespace);
	return {
		readRecord: async (budget: string): Promise<SpendRecord | null> => {
			const { value } = await readRecord<PackedRecord>(table, keys.spendRecord(budget));
			return value === null ? null : { ...value, hours: unpackBounds(value.hours) };
		},
		writeRecords: (records: readonly { budget: string; record: SpendRecord }[]) =>
			table.putAll(
				records.map(({ budget, record }) => ({
					...keys.spendRecord(budget),
					body: asJson(packRecord(record)),
				})),
			),
		readGroupTotals: async (window: Range): Promise<GroupTotals[]> => {
			const items = await table.query({
				pk: keys.pk,
				from: keys.groupTotals(hourOf(window.from)).sk,
				to: keys.groupTotals(hourOf(window.to) + hourMs).sk,
			});
			return items.map((item) => item.body as unknown as GroupTotals);
		},
		writeGroupTotals: (totals: readonly GroupTotals[]) =>
			table.putAll(
				totals.map((total) => ({
					...keys.groupTotals(total.hour),
					body: asJson(total),
					expiresAt: total.hour + groupTotalsForMs,
				})),
			),
		readGone: async (): Promise<GoneEndpoint[]> => {
			const records = await readPrefix<GoneEndpoint>(table, keys.pk, keys.gonePrefix);
			return records.map(({ value }) => value);
		},
		writeGone: (gone: readonly GoneEndpoint[]) =>
			table.putAll(
				gone.map((one) => ({
					...keys.gone(one.endpoint, one.createdAt),
					body: asJson(one),
					expiresAt: one.goneAt + goneForMs,
				})),
			),
	};
}

export type SpendStore = ReturnType<typeof spendStore>;

type PackedRecord = Omit<SpendRecord, "hours"> & { readonly hours: PackedBounds };

/** Errors are shares of a day: a hundredth of a percent is finer than any forecast. */
const errorGrain = 10_000;

function packRecord({ hours, errors, ...rest }: SpendRecord): PackedRecord {
	const byHoursLeft = errors.byHoursLeft.map((all) =>
		all.map((error) => Math.round(error * errorGrain) / errorGrain),
	);
	return { ...rest, hours: packBounds(hours), errors: { ...errors, byHoursLeft } };
}
