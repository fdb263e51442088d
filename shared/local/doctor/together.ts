import type { Check } from "./check.ts";

export type CheckLine = Omit<Check, "name"> & { readonly names: readonly string[] };

/**
 * Checks for one line each: those skipped for the same reason stand together, where the first of them stood, and so
 * do channels of which nothing is set.
 */
export function together(checks: readonly Check[]): CheckLine[] {
	const groups = Map.groupBy(checks, (check) => keyOf(check));
	return [...groups.values()].flatMap((same) => {
		const [first] = same;
		if (first === undefined) return [];
		const { state, remedy } = first;
		const names = same.map(({ name }) => name);
		return [{ state, remedy, names, detail: detailOf(same) }];
	});
}

function keyOf({ name, state, detail }: Check): string {
	if (state !== "skip") return name;
	return detail.endsWith(notSet) ? notSet : detail;
}

const notSet = " not set";

function detailOf(same: readonly Check[]): string {
	const details = [...new Set(same.map(({ detail }) => detail))];
	if (details.length === 1) return details.join("");
	return `not set: ${details.map((detail) => detail.slice(0, -notSet.length)).join(", ")}`;
}
