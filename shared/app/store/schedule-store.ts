import type { ScheduleState } from "../../domain/schedule.ts";
import type { Table } from "../../ports/table.ts";
import { keysOf } from "./keys.ts";
import { type PackedSchedule, packSchedule, unpackSchedule } from "./packed-schedule.ts";
import { readRecord, type Stored, writeRecord } from "./record.ts";

/** Guard's memory of the schedules, one item per namespace. */
export function scheduleStore(table: Table, namespace: string) {
	const { schedules } = keysOf(namespace);
	return {
		read: async (): Promise<Stored<ScheduleState>> => {
			const { value, version } = await readRecord<PackedSchedule>(table, schedules);
			return { value: value === null ? null : unpackSchedule(value), version };
		},
		write: (state: ScheduleState, expectedVersion: number): Promise<number> =>
			writeRecord(table, schedules, packSchedule(state), expectedVersion),
	};
}
