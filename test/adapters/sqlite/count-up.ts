import { createSqliteTable } from "../../../shared/adapters/sqlite/table.ts";
import { createTableClock } from "../../contract/table-clock.ts";

/** A process of its own that opens the file of its first argument and adds 1 as often as the second says. */
const [path = "", times = "0"] = process.argv.slice(2);
const table = createSqliteTable({ path, clock: createTableClock() });
for (let done = 0; done < Number(times); ) {
	const item = await table.get({ pk: "p", sk: "count" });
	const body = Number(item?.body ?? 0) + 1;
	const result = await table.put({ pk: "p", sk: "count", body }, item?.version ?? 0);
	if (result.ok) done += 1;
}
table.close();
