import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { appendAudit, readAudit, verifyAudit } from "../../shared/app/audit/audit-log.ts";
import { flawsOf } from "../../shared/app/audit/chain.ts";
import { keysOf } from "../../shared/app/store/keys.ts";
import type { AuditEntry } from "../../shared/domain/audit.ts";
import type { Json, Table } from "../../shared/ports/table.ts";

const start = Date.UTC(2026, 10, 19, 12);
const clock = { now: () => start, sleep: () => Promise.resolve() };
const keys = keysOf("acme");

let table: Table;

beforeEach(() => {
	table = createMemoryTable({ clock });
});

async function append(count: number): Promise<AuditEntry[]> {
	const entries: AuditEntry[] = [];
	for (let number = 1; number <= count; number += 1) {
		const facts = { kind: "hold", reason: "Vorführung läuft", status: 202, list: [1, null, true] };
		entries.push(
			await appendAudit({ table, namespace: "acme" }, "override", {
				at: start + number,
				what: "override",
				actor: "ann",
				facts,
			}),
		);
	}
	return entries;
}

async function overwrite(number: number, body: Json): Promise<void> {
	await table.putAll([{ ...keys.audit("override", number), body }]);
}

test("an unharmed record is in order, entry by entry", async () => {
	await append(5);
	expect(await verifyAudit(table, "acme")).toEqual({ entries: 5, flaws: [] });
	expect((await readAudit(table, "acme", start + 4)).map(({ number }) => number)).toEqual([4, 5]);
});

test("writers that append at once leave one chain without a gap", async () => {
	await Promise.all(Array.from({ length: 8 }, () => append(2)));
	expect(await verifyAudit(table, "acme")).toEqual({ entries: 16, flaws: [] });
});

describe("whoever changes the record is found, with the number of the entry", () => {
	test.each([1, 2, 3])("any bit of any byte of entry %d, each of them tried", async (number) => {
		const entries = await append(3);
		const head = { number: 3, hash: entries[2]?.hash ?? "" };
		const text = Buffer.from(JSON.stringify(entries[number - 1]));
		const unfound: string[] = [];
		for (let flip = 0; flip < text.length * 8; flip += 1) {
			const [at, bit] = [Math.floor(flip / 8), flip % 8];
			const changed = Buffer.from(text);
			changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
			const read = entries.map((entry, index) => (index === number - 1 ? parsed(changed) : entry));
			const found = flawsOf("override", read, head).some((flaw) => flaw.number === number);
			if (!found) unfound.push(`byte ${at} bit ${bit}`);
		}
		expect(text.length).toBeGreaterThan(250);
		expect(unfound).toEqual([]);
	});

	test("an entry that was written anew, with its hash", async () => {
		const [first, second, third] = await append(3);
		if (first === undefined || second === undefined || third === undefined) throw new Error();
		await overwrite(2, { ...third, number: 2 });
		const { flaws } = await verifyAudit(table, "acme");
		expect(flaws[0]).toEqual({ writer: "override", number: 2, problem: "was changed" });
	});

	test("an entry that was taken out, first, middle or last", async () => {
		for (const gone of [1, 2, 3]) {
			table = createMemoryTable({ clock });
			await append(3);
			await table.delete(keys.audit("override", gone));
			const { flaws } = await verifyAudit(table, "acme");
			expect(flaws.map(({ number }) => number)).toContain(gone);
		}
	});

	test("two entries that changed places", async () => {
		const [, second, third] = await append(3);
		await overwrite(2, third as unknown as Json);
		await overwrite(3, second as unknown as Json);
		const { flaws } = await verifyAudit(table, "acme");
		expect(flaws.map(({ number }) => number)).toEqual([2, 3]);
	});
});

test("the entry of a process that died before it named the end is part of the chain", async () => {
	await append(2);
	const end = await table.get(keys.auditHead("override"));
	await append(1);
	await table.putAll([{ ...keys.auditHead("override"), body: end?.body ?? null }]);
	await append(1);
	expect(await verifyAudit(table, "acme")).toEqual({ entries: 4, flaws: [] });
});

function parsed(bytes: Buffer): AuditEntry | null {
	try {
		const value: unknown = JSON.parse(bytes.toString("utf8"));
		return typeof value === "object" && value !== null ? (value as AuditEntry) : null;
	} catch {
		return null;
	}
}
