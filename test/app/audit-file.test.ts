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

test("any byte of an entry that is flipped in the store's own file is found by its number", async () => {
	const path = join(folder, "guardrail.db");
	const table = createSqliteTable({ path, clock });
	for (let number = 1; number <= 4; number += 1) {
		const facts = { tier: "trim", ratio: 1.21, steps: [{ endpoint: "chat", before: null }] };
		const entry = { at: clock.now() + number, what: "decision", actor: null, facts };
		await appendAudit({ table, namespace }, "guard", entry);
	}
	expect(await verifyAudit(table, namespace)).toEqual({ entries: 4, flaws: [] });
	const file = new DatabaseSync(path);
	const { pk, sk } = keysOf(namespace).audit("guard", 3);
	const read = file.prepare("SELECT body FROM item WHERE pk = ? AND sk = ?");
	const write = file.prepare("UPDATE item SET body = ? WHERE pk = ? AND sk = ?");
	const text = String(read.get(pk, sk)?.["body"]);
	for (let at = 0; at < text.length; at += 1) {
		const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << (at % 7)));
		write.run(text.slice(0, at) + flipped + text.slice(at + 1), pk, sk);
		const { flaws } = await verifyAudit(table, namespace);
		expect([at, flaws.map(({ number }) => number)]).toEqual([at, expect.arrayContaining([3])]);
	}
	write.run(text, pk, sk);
	expect(await verifyAudit(table, namespace)).toEqual({ entries: 4, flaws: [] });
	file.close();
	table.close();
});
