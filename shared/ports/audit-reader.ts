import type { ConfigurationChange } from "../domain/metrics.ts";

/** Who changed what. null: this account's plan or token cannot read its log. Never rejects. */
export interface AuditReader {
	readChanges(endpoint: string): Promise<readonly ConfigurationChange[] | null>;
}
