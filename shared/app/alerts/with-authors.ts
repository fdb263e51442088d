import type { Posture } from "../../domain/ledger.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";

/**
 * The postures with the person who last set them: where the guard only put back what it had found, that is who
 * had set it before, by the newest restore record. `account`: what the guard is called there.
 */
export function withAuthors(
	postures: readonly Posture[],
	records: readonly RestoreRecord[],
	account: string,
): readonly Posture[] {
	const newestFirst = records.toSorted((a, b) => b.generation - a.generation);
	return postures.map((posture) => {
		const { observed } = posture;
		if (observed.updatedBy !== account) return posture;
		const found = newestFirst.find(
			(record) => isSameEndpoint(record, posture) && record.updatedBy !== account,
		);
		if (found === undefined) return posture;
		return { ...posture, observed: { ...observed, updatedBy: found.updatedBy } };
	});
}
