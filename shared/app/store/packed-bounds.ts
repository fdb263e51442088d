import type { Bounds } from "../../domain/money.ts";

/**
 * Amounts in a row as runs of equal ones: how many, then lo, point and hi; lo alone where all three are
 * one; nothing where it is not known. A summary of quiet hours shrinks to a few numbers.
 */
export type PackedBounds = readonly (readonly number[])[];

export function packBounds(amounts: readonly (Bounds | null)[]): PackedBounds {
	const runs: number[][] = [];
	for (const amount of amounts) {
		const numbers = numbersOf(amount);
		const last = runs.at(-1);
		if (last !== undefined && isRunOf(last, numbers)) last[0] = (last[0] ?? 0) + 1;
		else runs.push([1, ...numbers]);
	}
	return runs;
}

export function unpackBounds(runs: PackedBounds): (Bounds | null)[] {
	const amounts: (Bounds | null)[] = [];
	for (const [count = 0, lo, point, hi] of runs) {
		const amount = lo === undefined ? null : { lo, point: point ?? lo, hi: hi ?? lo };
		for (let left = count; left > 0; left -= 1) amounts.push(amount);
	}
	return amounts;
}

function numbersOf(amount: Bounds | null): number[] {
	if (amount === null) return [];
	const { lo, point, hi } = amount;
	return lo === point && point === hi ? [lo] : [lo, point, hi];
}

function isRunOf([, ...run]: readonly number[], numbers: readonly number[]): boolean {
	return run.length === numbers.length && run.every((value, index) => value === numbers[index]);
}
