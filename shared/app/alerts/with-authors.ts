import type { Posture } from "../../domain/ledger.ts";
import type { RestoreRecord } from "../../domain/plan.ts";

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
		const { observed, endpoint, createdAt } = posture;
		if (observed.updatedBy !== account) return posture;
		const found = newestFirst.find(
			(record) =>
				record.endpoint === endpoint &&
				record.createdAt === createdAt &&
				record.updatedBy !== account,
		);
		if (found === undefined) return posture;
		return { ...posture, observed: { ...observed, updatedBy: found.updatedBy } };
	});
}
