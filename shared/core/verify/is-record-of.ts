import type { Held } from "../../domain/control.ts";
import type { RestoreRecord } from "../../domain/plan.ts";

/** The original of a held endpoint: of the same name, creation and generation. */
export function isRecordOf(record: RestoreRecord, held: Held): boolean {
	return (
		record.endpoint === held.endpoint &&
		record.createdAt === held.createdAt &&
		record.generation === held.generation
	);
}
