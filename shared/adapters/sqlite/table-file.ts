import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Opens or creates the file, checks that it is ours and whole, and sets it up for several processes.
 * Throws `TableFileError` with the path and what to do.
 */
export function openTableFile(path: string, busyTimeoutMs = defaultBusyTimeoutMs): DatabaseSync {
	const database = open(path, busyTimeoutMs);
	try {
		checkAndPrepare(database, path);
		return database;
	} catch (error) {
		database.close();
		throw error instanceof TableFileError ? error : explained(path, error);
	}
}

export type TableFileErrorCode = "unopenable" | "busy" | "foreign" | "damaged" | "newer";

/** A file that cannot serve as the store. The message names the path and the remedy. */
export class TableFileError extends Error {
	override readonly name = "TableFileError";
	readonly code: TableFileErrorCode;
	readonly path: string;

	constructor(code: TableFileErrorCode, path: string, cause?: unknown) {
		super(`${path}: ${explanations[code]}`, { cause });
		this.code = code;
		this.path = path;
	}
}

const explanations: Readonly<Record<TableFileErrorCode, string>> = {
	unopenable:
		"the state file cannot be opened or created. Check the folder's permissions and free space, or choose another path.",
	busy: "another process keeps the state file locked. Stop it, or give this one another path.",
	foreign:
		"the file exists but is not a state file of this program; nothing was written to it. Choose another path.",
	damaged:
		"the state file is damaged. Move it and its -wal and -shm files aside and restore a backup; without one, start anew and check by hand that nothing stayed paused.",
	newer:
		"the state file was written by a newer version of this program. Use that version, or choose another path.",
};

/** Marks a file as ours ("hfgr" in ASCII); SQLite keeps it in bytes 68 to 71 of the file. */
const applicationId = 0x68_66_67_72;
const schemaVersion = 1;

/** Another process's write takes milliseconds; one that holds the lock for longer is stuck. */
const defaultBusyTimeoutMs = 5_000;

/** SQLite result codes (sqlite.org/rescode.html), primary part. */
const sqliteBusy = 5;
const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;
const primaryCodeMask = 0xff;

function open(path: string, busyTimeoutMs: number): DatabaseSync {
	try {
		if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
		return new DatabaseSync(path, { timeout: busyTimeoutMs });
	} catch (error) {
		throw explained(path, error);
	}
}

function explained(path: string, error: unknown): TableFileError {
	return new TableFileError(codeOf(error), path, error);
}

function codeOf(error: unknown): TableFileErrorCode {
	const isSqliteError = error instanceof Error && "errcode" in error;
	if (!isSqliteError || typeof error.errcode !== "number") return "unopenable";
	const primaryCode = error.errcode & primaryCodeMask;
	if (primaryCode === sqliteNotADatabase) return "foreign";
	if (primaryCode === sqliteCorrupt) return "damaged";
	return primaryCode === sqliteBusy ? "busy" : "unopenable";
}

function checkAndPrepare(database: DatabaseSync, path: string): void {
	refuseForeign(database, path);
	if (textOf(database, "quick_check(1)") !== "ok") throw new TableFileError("damaged", path);
	database.exec("PRAGMA journal_mode = WAL");
	// FULL, because a restore record must outlive a power cut before the guard acts on its strength.
	database.exec("PRAGMA synchronous = FULL");
	createSchema(database);
}

function refuseForeign(database: DatabaseSync, path: string): void {
	const isOurs = textOf(database, "application_id") === String(applicationId);
	const isEmpty = textOf(database, "schema_version") === "0";
	if (!isOurs && !isEmpty) throw new TableFileError("foreign", path);
	if (Number(textOf(database, "user_version")) > schemaVersion) {
		throw new TableFileError("newer", path);
	}
}

function textOf(database: DatabaseSync, pragma: string): string {
	const row = database.prepare(`PRAGMA ${pragma}`).get();
	return String(Object.values(row ?? {})[0]);
}

/** Takes the write lock first, so that two processes that start together do not both create it. */
function createSchema(database: DatabaseSync): void {
	database.exec(`
		BEGIN IMMEDIATE;
		PRAGMA application_id = ${applicationId};
		PRAGMA user_version = ${schemaVersion};
		CREATE TABLE IF NOT EXISTS item (
			pk TEXT NOT NULL,
			sk TEXT NOT NULL,
			version INTEGER NOT NULL,
			body TEXT NOT NULL,
			expires_at INTEGER,
			PRIMARY KEY (pk, sk)
		) STRICT, WITHOUT ROWID;
		CREATE INDEX IF NOT EXISTS item_expires_at ON item (expires_at) WHERE expires_at IS NOT NULL;
		COMMIT;
	`);
}
