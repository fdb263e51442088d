import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createSqliteTable } from "../../../shared/adapters/sqlite/table.ts";
import { createTableClock } from "../../contract/table-clock.ts";

const run = promisify(execFile);
const countUp = join(import.meta.dirname, "count-up.ts");

test("four processes that create and use one new file at once lose no write", async () => {
	const folder = mkdtempSync(join(tmpdir(), "guardrail-processes-"));
	const path = join(folder, "state.db");
	await Promise.all([1, 2, 3, 4].map(() => run(process.execPath, [countUp, path, "100"])));
	const table = createSqliteTable({ path, clock: createTableClock() });
	expect(await table.get({ pk: "p", sk: "count" })).toMatchObject({ version: 400, body: 400 });
	table.close();
	rmSync(folder, { recursive: true });
});
