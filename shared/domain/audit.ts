import type { Instant } from "./instant.ts";

/** Each function keeps a chain of its own: one writer, one order. */
export const auditWriters = ["guard", "override", "notify"] as const;
export type AuditWriter = (typeof auditWriters)[number];

export type AuditValue =
	| string
	| number
	| boolean
	| null
	| readonly AuditValue[]
	| { readonly [name: string]: AuditValue };

/** What is put on record; the writer adds its number and the chain. */
export type AuditFacts = {
	readonly at: Instant;
	/** A fixed word, such as `override` or `steps`. */
	readonly what: string;
	/** Who wanted it; null: the guard itself. */
	readonly actor: string | null;
	readonly facts: { readonly [name: string]: AuditValue };
};

/** One entry of a chain. `hash` is over everything else, `previous` is the hash before it. */
export type AuditEntry = AuditFacts & {
	readonly writer: AuditWriter;
	/** From 1, without a gap. */
	readonly number: number;
	readonly previous: string;
	readonly hash: string;
};

/** An entry that is not as it was written, and why. */
export type AuditFlaw = {
	readonly writer: AuditWriter;
	readonly number: number;
	readonly problem: string;
};
