import type { Held } from "../../domain/control.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";

/** The original of a held endpoint: of the same name, creation and generation. */
export function isRecordOf(record: RestoreRecord, held: Held): boolean {
	return isSameEndpoint(record, held) && record.generation === held.generation;
}
