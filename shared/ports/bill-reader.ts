import type { BillPeriod } from "../domain/bill.ts";

/** `refused`: the token may not read the bill, or the namespace has none. */
export type BillAnswer =
	| { readonly kind: "period"; readonly period: BillPeriod }
	| { readonly kind: "refused"; readonly reason: string };

/** Reads the vendor's own bill of the namespace. Rejects with an `AccountError` where it fails. */
export interface BillReader {
	/** null: the running period. */
	readBill(periodId: string | null): Promise<BillAnswer>;
}
