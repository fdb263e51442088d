import type { Written, WrittenScaling } from "./control.ts";

/** The same minimum and maximum; the rest of a scaling is not the guard's to write. */
export function isSameScaling(one: WrittenScaling, other: WrittenScaling): boolean {
	return one.minReplica === other.minReplica && one.maxReplica === other.maxReplica;
}

/** True where what is shown is any of these. */
export function isOneOfScalings(
	shown: WrittenScaling,
	scalings: readonly WrittenScaling[],
): boolean {
	return scalings.some((scaling) => isSameScaling(shown, scaling));
}

/** What the guard set last, and what it set before: one of those stands until the last one lands. */
export function everWritten(written: Written): readonly WrittenScaling[] {
	return [written, ...(written.formerly ?? [])];
}
