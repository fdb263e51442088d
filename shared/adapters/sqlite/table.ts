import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { hourMs, type Instant } from "../../domain/instant.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Item, Json, Key, NewItem, PutResult, Table } from "../../ports/table.ts";
import { openTableFile } from "./table-file.ts";

export type SqliteTable = Table & { close(): void };

/** Expired items are invisible at once; they are removed from the file at most this often. */
const purgeEveryMs = hourMs;

/**
 * A `Table` in one SQLite file, durable when a promise resolves and safe for several processes at
 * once: each write is one statement. `path` is a file or `:memory:`. Throws `TableFileError` where
 * the file cannot be opened, is damaged or belongs to another program.
 */
export function createSqliteTable(options: {
	readonly path: string;
	readonly clock: Clock;
	/** How long a call waits for another process's write before it fails; 5 s unless given. */
	readonly busyTimeoutMs?: number;
}): SqliteTable {
	const { clock } = options;
	const database = openTableFile(options.path, options.busyTimeoutMs);
	const statements = prepare(database);
	const purge = createPurge(statements.purge);
	purge(clock.now());
	return {
		get: async (key) => {
			const row = statements.get.get({ pk: key.pk, sk: key.sk, now: clock.now() });
			return row === undefined ? null : itemOf(row);
		},
		query: async ({ pk, from, to }) =>
			statements.query.all({ pk, from, to, now: clock.now() }).map(itemOf),
		put: async (item, expectedVersion) => {
			const now = clock.now();
			purge(now);
			return putIf(statements, item, { expectedVersion, now });
		},
		putAll: async (items) => putTogether(database, statements, items),
		delete: async (key) => {
			statements.delete.run({ pk: key.pk, sk: key.sk });
		},
		close: () => database.close(),
	};
}

type Statements = Readonly<
	Record<"get" | "query" | "insert" | "update" | "replace" | "delete" | "purge", StatementSync>
>;

const visible = "(expires_at IS NULL OR expires_at > :now)";
const insert = `INSERT INTO item (pk, sk, version, body, expires_at)
	VALUES (:pk, :sk, 1, :body, :expiresAt)
	ON CONFLICT (pk, sk) DO UPDATE
	SET version = 1, body = excluded.body, expires_at = excluded.expires_at`;

function prepare(database: DatabaseSync): Statements {
	return {
		get: database.prepare(`SELECT * FROM item WHERE pk = :pk AND sk = :sk AND ${visible}`),
		query: database.prepare(
			`SELECT * FROM item WHERE pk = :pk AND sk BETWEEN :from AND :to AND ${visible} ORDER BY sk`,
		),
		insert: database.prepare(`${insert} WHERE item.expires_at <= :now`),
		update: database.prepare(
			`UPDATE item SET version = version + 1, body = :body, expires_at = :expiresAt
			WHERE pk = :pk AND sk = :sk AND version = :expectedVersion AND ${visible}`,
		),
		replace: database.prepare(insert),
		delete: database.prepare("DELETE FROM item WHERE pk = :pk AND sk = :sk"),
		purge: database.prepare("DELETE FROM item WHERE expires_at <= :now"),
	};
}

function createPurge(statement: StatementSync): (now: Instant) => void {
	let purgedAt = Number.NEGATIVE_INFINITY;
	return (now) => {
		if (now - purgedAt < purgeEveryMs) return;
		purgedAt = now;
		statement.run({ now });
	};
}

function itemOf(row: Record<string, SQLOutputValue>): Item {
	const { pk, sk, version, body: bodyText, expires_at: expiresAt } = row;
	const isWhole =
		typeof pk === "string" &&
		typeof sk === "string" &&
		typeof version === "number" &&
		typeof bodyText === "string";
	if (!isWhole)
		throw new Error(`A stored item has a malformed column: ${String(pk)} ${String(sk)}.`);
	const body = JSON.parse(bodyText) as Json;
	const item = { pk, sk, version, body };
	return typeof expiresAt === "number" ? { ...item, expiresAt } : item;
}

function putIf(
	statements: Statements,
	item: NewItem,
	condition: { readonly expectedVersion: number; readonly now: Instant },
): PutResult {
	const { expectedVersion, now } = condition;
	const columns = columnsOf(item);
	const { changes } =
		expectedVersion === 0
			? statements.insert.run({ ...columns, now })
			: statements.update.run({ ...columns, now, expectedVersion });
	if (changes === 0) return { ok: false, reason: "conflict" };
	return { ok: true, version: expectedVersion + 1 };
}

function columnsOf(item: NewItem) {
	refuseEmptyKey(item);
	const { pk, sk, body, expiresAt = null } = item;
	return { pk, sk, body: JSON.stringify(body), expiresAt };
}

/** DynamoDB refuses empty keys; a key that only some stores take would be found too late. */
function refuseEmptyKey(key: Key): void {
	if (key.pk === "" || key.sk === "") {
		throw new RangeError(`A table key has an empty part: pk "${key.pk}", sk "${key.sk}".`);
	}
}

/** One transaction, because a sync to disk per item would take milliseconds each. */
function putTogether(
	database: DatabaseSync,
	statements: Statements,
	items: readonly NewItem[],
): void {
	database.exec("BEGIN IMMEDIATE");
	try {
		for (const item of items) statements.replace.run(columnsOf(item));
		database.exec("COMMIT");
	} catch (error) {
		if (database.isTransaction) database.exec("ROLLBACK");
		throw error;
	}
}
