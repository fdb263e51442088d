import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { describeTable } from "./table-contract.ts";

describeTable({
	name: "in memory",
	open: async (clock) => ({ table: createMemoryTable({ clock }), close: async () => {} }),
	histories: 200,
});
