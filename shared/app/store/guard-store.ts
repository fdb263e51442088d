import type { Control, Pulse } from "../../domain/control.ts";
import type { Instant } from "../../domain/instant.ts";
import { type Override, overridesInForce } from "../../domain/override.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import type { Table } from "../../ports/table.ts";
import type { OverrideAnswer } from "../overrides/order.ts";
import { keysOf } from "./keys.ts";
import { type PackedControl, packControl, unpackControl } from "./packed-control.ts";
import { asJson, readPrefix, readRecord, type Stored, writeRecord } from "./record.ts";

/** Everything that guard owns, and the overrides it obeys, for one namespace. */
export function guardStore(table: Table, namespace: string) {
	const keys = keysOf(namespace);
	return {
		readControl: async (): Promise<Stored<Control>> => {
			const { value, version } = await readRecord<PackedControl>(table, keys.control);
			return { value: value === null ? null : unpackControl(value), version };
		},
		writeControl: (control: Control, expectedVersion: number) =>
			writeRecord(table, keys.control, packControl(control), expectedVersion),
		readPulse: (): Promise<Stored<Pulse>> => readRecord(table, keys.pulse),
		writePulse: (pulse: Pulse, expectedVersion: number) =>
			table.put({ ...keys.pulse, body: asJson(pulse) }, expectedVersion),
		readRestoreRecords: async (): Promise<RestoreRecord[]> => {
			const records = await readPrefix<RestoreRecord>(table, keys.pk, keys.restorePrefix);
			return records.map((record) => record.value);
		},
		/** Put if absent, then read back: what is not there in the store must not be acted on. */
		writeRestoreRecord: async (record: RestoreRecord): Promise<RestoreRecord | null> => {
			const key = keys.restore(record.endpoint, record.createdAt, record.generation);
			await table.put({ ...key, body: asJson(record) }, 0);
			return (await readRecord<RestoreRecord>(table, key)).value;
		},
		readOverrides: async (now: Instant): Promise<Override[]> =>
			overridesInForce(await readAllOverrides(table, namespace), now),
		/** The ended, revoked and waiting ones as well, for as long as they are stored. */
		readAllOverrides: () => readAllOverrides(table, namespace),
		isSentEverywhere: async (noticeId: string): Promise<boolean> =>
			(await table.get(keys.sent(noticeId, allChannels))) !== null,
	};
}

async function readAllOverrides(table: Table, namespace: string): Promise<Override[]> {
	const { pk, overridePrefix } = keysOf(namespace);
	const records = await readPrefix<StoredOverride>(table, pk, overridePrefix);
	return records.map(({ value }) => overrideIn(value));
}

/** The override with what tells a replay: one item, so that what was answered is what is in force. */
export type StoredOverride = Override & {
	readonly bodyHash: string;
	readonly answer: OverrideAnswer;
};

/** The stored item also holds the answer to a replay, which is nobody else's business. */
function overrideIn({ bodyHash: _, answer: __, ...override }: StoredOverride): Override {
	return override;
}

/** Name under which the notification log says that every channel has a notice. */
export const allChannels = "*";

export type GuardStore = ReturnType<typeof guardStore>;
