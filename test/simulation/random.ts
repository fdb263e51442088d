/** 32-bit mix of two numbers (finalizer of MurmurHash3, public domain). */
export function mix(a: number, b: number): number {
	let hash = (Math.imul(a | 0, 0x9e3779b1) ^ Math.imul((b | 0) + 1, 0x85ebca6b)) >>> 0;
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A number in [0, 1) that depends on its key and purpose alone, never on how many were drawn before:
 * so a fault can be taken out of a run and all others stay where they were.
 */
export function chance(key: number, purpose: number): number {
	return mix(mix(key, purpose), 0x5bd1e995) / 2 ** 32;
}

/** A whole number in [from, to]. */
export function between(key: number, purpose: number, [from, to]: readonly [number, number]) {
	return from + Math.floor(chance(key, purpose) * (to - from + 1));
}

/** One of the given values. */
export function oneOf<T>(key: number, purpose: number, values: readonly T[]): T {
	const value = values[Math.floor(chance(key, purpose) * values.length)];
	if (value === undefined) throw new RangeError("there is nothing to choose from");
	return value;
}
