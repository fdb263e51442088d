import type { Table } from "../../shared/ports/table.ts";
import type { TableClock } from "./table-clock.ts";

/** The table with a partition that no other test uses. */
export type Fresh = () => {
	readonly table: Table;
	readonly pk: string;
	readonly clock: TableClock;
};
