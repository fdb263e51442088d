import type { TableCall, TableFault } from "./faulty-table.ts";

/**
 * Faults at random calls; the same seed gives the same fault at the same call, whatever else runs.
 * `ratio` is the share of calls that fail, 0 to 1.
 */
export function seededFaults(options: {
	readonly seed: number;
	readonly ratio: number;
	readonly faults?: readonly TableFault[];
}): (call: TableCall) => TableFault | null {
	const { seed, ratio, faults = everyFault } = options;
	return ({ index }) => {
		if (fractionOf(seed, index * 2) >= ratio) return null;
		return faults[Math.floor(fractionOf(seed, index * 2 + 1) * faults.length)] ?? null;
	};
}

const everyFault: readonly TableFault[] = ["error-before", "throttle", "error-after", "partial"];

const uint32Values = 2 ** 32;

/** A number in [0, 1) from the finalizer of MurmurHash3 (Appleby, public domain). */
function fractionOf(seed: number, position: number): number {
	let hash = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(position + 1, 0x85ebca6b)) >>> 0;
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return ((hash ^ (hash >>> 16)) >>> 0) / uint32Values;
}
