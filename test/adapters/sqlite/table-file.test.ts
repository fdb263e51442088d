import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSqliteTable } from "../../../shared/adapters/sqlite/table.ts";
import { createTableClock } from "../../contract/table-clock.ts";

const clock = createTableClock();
let folder: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "guardrail-file-"));
	path = join(folder, "state.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => createSqliteTable({ path, clock });

describe("the state file", () => {
	test("keeps its items after it was closed and opened again", async () => {
		const before = open();
		await before.put({ pk: "p", sk: "a", body: { text: "é" }, expiresAt: clock.now() + 9 }, 0);
		before.close();
		const after = open();
		const item = { pk: "p", sk: "a", version: 1, body: { text: "é" }, expiresAt: clock.now() + 9 };
		expect(await after.get({ pk: "p", sk: "a" })).toEqual(item);
		after.close();
	});

	test("is created together with the folders above it", async () => {
		path = join(folder, "a", "b", "state.db");
		open().close();
		expect(readFileSync(path).subarray(0, 15).toString()).toBe("SQLite format 3");
	});

	test("loses expired items when it is opened, an hour later at the latest, and no others", async () => {
		const table = open();
		await table.putAll([
			{ pk: "p", sk: "over", body: 1, expiresAt: clock.now() + 1_000 },
			{ pk: "p", sk: "later", body: 1, expiresAt: clock.now() + 100_000_000 },
			{ pk: "p", sk: "never", body: 1 },
		]);
		clock.set(clock.now() + 3_600_000);
		await table.put({ pk: "p", sk: "new", body: 1 }, 0);
		table.close();
		const database = new DatabaseSync(path);
		const keys = database.prepare("SELECT sk FROM item ORDER BY sk").all();
		database.close();
		expect(keys.map((row) => row["sk"])).toEqual(["later", "never", "new"]);
	});
});

describe("a file that cannot serve is refused with its path and what to do", () => {
	test("a file that is no database is refused and left as it is", () => {
		writeFileSync(path, "a diary, not a database. ".repeat(500));
		expect(open).toThrow(`${path}: the file exists but is not a state file`);
		expect(open).toThrow(expect.objectContaining({ code: "foreign" }));
		expect(readFileSync(path, "utf8")).toBe("a diary, not a database. ".repeat(500));
	});

	test("another program's database is refused and left as it is", () => {
		const other = new DatabaseSync(path);
		other.exec("CREATE TABLE song (title TEXT)");
		other.close();
		const bytes = readFileSync(path);
		expect(open).toThrow(expect.objectContaining({ code: "foreign" }));
		expect(readFileSync(path).equals(bytes)).toBe(true);
	});

	test("a damaged file is refused with the way to a new start", async () => {
		const table = open();
		const items = Array.from({ length: 400 }, (_, n) => ({
			pk: "p",
			sk: `${n}`,
			body: "x".repeat(99),
		}));
		await table.putAll(items);
		table.close();
		const bytes = readFileSync(path);
		bytes.fill(0xa5, 4_096, 12_288);
		writeFileSync(path, bytes);
		expect(open).toThrow(expect.objectContaining({ code: "damaged" }));
		expect(open).toThrow("restore a backup");
	});

	test("a file of a newer version is refused", () => {
		open().close();
		const newer = new DatabaseSync(path);
		newer.exec("PRAGMA user_version = 99");
		newer.close();
		expect(open).toThrow(expect.objectContaining({ code: "newer" }));
	});

	test("a folder in the file's place is refused", () => {
		path = folder;
		expect(open).toThrow(expect.objectContaining({ code: "unopenable", path: folder }));
	});

	test("a file that another process keeps locked is refused after a wait", () => {
		const other = new DatabaseSync(path);
		other.exec("PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE t (x); BEGIN EXCLUSIVE");
		const openSoon = () => createSqliteTable({ path, clock, busyTimeoutMs: 20 });
		expect(openSoon).toThrow(expect.objectContaining({ code: "busy" }));
		other.close();
	});
});
