import type { ScheduleState } from "../../domain/schedule.ts";
import type { Table } from "../../ports/table.ts";
import { keysOf } from "./keys.ts";
import { readRecord, type Stored, writeRecord } from "./record.ts";

/** Guard's memory of the schedules, one item per namespace. */
export function scheduleStore(table: Table, namespace: string) {
	const { schedules } = keysOf(namespace);
	return {
		read: (): Promise<Stored<ScheduleState>> => readRecord(table, schedules),
		write: (state: ScheduleState, expectedVersion: number): Promise<number> =>
			writeRecord(table, schedules, state, expectedVersion),
	};
}
