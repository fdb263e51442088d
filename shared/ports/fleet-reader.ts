import type { Endpoint, Inventory, StageRange } from "../domain/endpoint.ts";
import type { Range } from "../domain/instant.ts";

/** Reads the account. Every method rejects with an `AccountError`. */
export interface FleetReader {
	/** All pages. `complete` is false where the pages contradict each other or their own total. */
	listInventory(): Promise<Inventory>;
	/** null: there is no such endpoint. */
	getEndpoint(name: string): Promise<Endpoint | null>;
	/** Stage ranges of all replicas, gone ones included; may reach beyond the asked window. */
	readStageRanges(name: string, window: Range): Promise<readonly StageRange[]>;
}
