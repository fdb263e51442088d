import type { AuditEntry, AuditFacts, AuditFlaw, AuditWriter } from "../../domain/audit.ts";
import { sha256 } from "../../domain/sha256.ts";

/** What stands before the first entry of a chain. */
export const chainStart = "0".repeat(64);

/** Where a chain ended when this was written; a chain that is shorter was cut. */
export type ChainHead = { readonly number: number; readonly hash: string };

export const emptyHead: ChainHead = { number: 0, hash: chainStart };

/** The entry that follows `head`. */
export function entryAfter(head: ChainHead, writer: AuditWriter, facts: AuditFacts): AuditEntry {
	const open = { ...facts, writer, number: head.number + 1, previous: head.hash };
	return { ...open, hash: hashOf(open) };
}

/** Every entry of one chain that is missing, out of place, or not as it was written. */
export function flawsOf(
	writer: AuditWriter,
	entries: readonly (AuditEntry | null)[],
	head: ChainHead,
): AuditFlaw[] {
	const flaws: AuditFlaw[] = [];
	let previous = chainStart;
	for (const [index, entry] of entries.entries()) {
		const number = index + 1;
		const problem =
			entry === null ? "cannot be read" : problemOf(entry, { writer, number, previous });
		if (problem !== null) flaws.push({ writer, number, problem });
		previous = typeof entry?.hash === "string" ? entry.hash : previous;
	}
	if (entries.length < head.number) {
		flaws.push({ writer, number: entries.length + 1, problem: "is missing" });
	}
	const named = head.number === 0 ? chainStart : entries[head.number - 1]?.hash;
	if (named !== undefined && named !== head.hash && flaws.length === 0) {
		const number = Math.max(1, head.number);
		flaws.push({ writer, number, problem: "is not the one that the end names" });
	}
	return flaws;
}

/** The stored end, or null where it says no end at all. */
export function headFrom(stored: unknown): ChainHead | null {
	if (typeof stored !== "object" || stored === null) return null;
	const { number, hash } = stored as Partial<ChainHead>;
	const isNumber = typeof number === "number" && Number.isSafeInteger(number) && number >= 0;
	return isNumber && typeof hash === "string" ? { number, hash } : null;
}

function problemOf(
	entry: AuditEntry,
	expected: { readonly writer: AuditWriter; readonly number: number; readonly previous: string },
): string | null {
	const { hash, ...open } = entry;
	if (hashOf(open) !== hash) return "was changed";
	if (entry.writer !== expected.writer) return "belongs to another chain";
	if (entry.number !== expected.number) return "is out of place";
	return entry.previous === expected.previous ? null : "does not follow the one before it";
}

function hashOf(open: Omit<AuditEntry, "hash">): string {
	return sha256(canonical(open));
}

/** One text for one value, whatever the order of its fields. */
function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
	if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
	const fields = Object.entries(value)
		.filter(([, field]) => field !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
	return `{${fields.join(",")}}`;
}
