import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSqliteTable } from "../../shared/adapters/sqlite/table.ts";
import { appendAudit, verifyAudit } from "../../shared/app/audit/audit-log.ts";
import { keysOf } from "../../shared/app/store/keys.ts";

const clock = { now: () => 1_795_000_000_000, sleep: () => Promise.resolve() };
const namespace = "acme";
let folder = "";

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "audit-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("any byte of the log that is flipped in the store's own file is found by the entry's number", async () => {
	const path = join(folder, "guardrail.db");
	const table = createSqliteTable({ path, clock });
	for (let number = 1; number <= 4; number += 1) {
		const facts = { tier: "trim", ratio: 1.21, steps: [{ endpoint: "chat", before: null }] };
		const entry = { at: clock.now() + number, what: "decision", actor: null, facts };
		await appendAudit({ table, namespace }, "guard", entry);
	}
	expect(await verifyAudit(table, namespace)).toEqual({ entries: 4, flaws: [] });
	const file = new DatabaseSync(path);
	file.exec("PRAGMA synchronous = OFF");
	const keys = keysOf(namespace);
	let flips = 0;
	const found = async () => (await verifyAudit(table, namespace)).flaws.map(({ number }) => number);
	const tryAll = async (column: "body" | "sk", sk: string, expected: number) => {
		const where = { pk: keys.pk, sk };
		const text = String(
			file.prepare(`SELECT ${column} FROM item WHERE pk = ? AND sk = ?`).get(where.pk, where.sk)?.[
				column
			],
		);
		const write = file.prepare(`UPDATE item SET ${column} = ? WHERE pk = ? AND ${column} = ?`);
		for (let at = 0; at < text.length; at += 1) {
			// Of a key the sixth bit, which makes no other entry's key of it.
			const bit = column === "sk" ? 6 : at % 7;
			const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
			const changed = text.slice(0, at) + flipped + text.slice(at + 1);
			write.run(changed, where.pk, text);
			expect([sk, column, at, await found()]).toEqual([
				sk,
				column,
				at,
				expect.arrayContaining([expected]),
			]);
			write.run(text, where.pk, changed);
			flips += 1;
		}
	};
	for (const number of [1, 2, 3, 4]) {
		const { sk } = keys.audit("guard", number);
		await tryAll("body", sk, number);
		await tryAll("sk", sk, number);
	}
	expect(flips).toBeGreaterThan(1_200);
	expect(await verifyAudit(table, namespace)).toEqual({ entries: 4, flaws: [] });
	file.close();
	table.close();
});

test("any byte of the end that the chain names is found as well", async () => {
	const path = join(folder, "guardrail.db");
	const table = createSqliteTable({ path, clock });
	for (let number = 1; number <= 3; number += 1) {
		const entry = { at: clock.now() + number, what: "decision", actor: null, facts: {} };
		await appendAudit({ table, namespace }, "guard", entry);
	}
	const file = new DatabaseSync(path);
	file.exec("PRAGMA synchronous = OFF");
	const { pk, sk } = keysOf(namespace).auditHead("guard");
	const text = String(
		file.prepare("SELECT body FROM item WHERE pk = ? AND sk = ?").get(pk, sk)?.["body"],
	);
	const write = file.prepare("UPDATE item SET body = ? WHERE pk = ? AND sk = ?");
	for (let flip = 0; flip < text.length * 7; flip += 1) {
		const [at, bit] = [Math.floor(flip / 7), flip % 7];
		const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
		write.run(text.slice(0, at) + flipped + text.slice(at + 1), pk, sk);
		const { flaws } = await verifyAudit(table, namespace);
		expect([at, bit, flaws.length]).toEqual([at, bit, expect.toSatisfy((n: number) => n > 0)]);
	}
	file.close();
	table.close();
});
