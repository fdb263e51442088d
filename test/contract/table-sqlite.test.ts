import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSqliteTable } from "../../shared/adapters/sqlite/table.ts";
import { describeTable } from "./table-contract.ts";

describeTable({
	name: "in an SQLite file",
	open: async (clock) => {
		const folder = mkdtempSync(join(tmpdir(), "guardrail-table-"));
		const table = createSqliteTable({ path: join(folder, "state.db"), clock });
		return {
			table,
			close: async () => {
				table.close();
				rmSync(folder, { recursive: true });
			},
		};
	},
	histories: 30,
});

describeTable({
	name: "in SQLite without a file",
	open: async (clock) => {
		const table = createSqliteTable({ path: ":memory:", clock });
		return { table, close: async () => table.close() };
	},
	histories: 100,
});
