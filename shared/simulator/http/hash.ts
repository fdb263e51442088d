/**
 * A 53-bit hash of its parts (cyrb53, public domain): the only source of chance in the simulated
 * account, so that what happens depends on what is asked and when, never on the order of arrival.
 */
export function hash(...parts: readonly (string | number)[]): number {
	const text = parts.join("\u0000");
	let low = 0x41c6ce57;
	let high = 0xdeadbeef;
	for (let index = 0; index < text.length; index += 1) {
		const unit = text.charCodeAt(index);
		high = Math.imul(high ^ unit, 2654435761);
		low = Math.imul(low ^ unit, 1597334677);
	}
	return joinHalves(mix(high, low), mix(low, high));
}

/** The hash as a fraction in [0, 1). */
export function hashFraction(...parts: readonly (string | number)[]): number {
	return hash(...parts) / 2 ** 53;
}

/** The hash as 26 hexadecimal digits, in the shape of a request id. */
export function hashHex(...parts: readonly (string | number)[]): string {
	return (
		hash("first", ...parts)
			.toString(16)
			.padStart(14, "0") +
		hash("second", ...parts)
			.toString(16)
			.padStart(12, "0")
			.slice(-12)
	);
}

function mix(own: number, other: number): number {
	const stirred = Math.imul(own ^ (own >>> 16), 2246822507);
	return stirred ^ Math.imul(other ^ (other >>> 13), 3266489909);
}

function joinHalves(high: number, low: number): number {
	return 2 ** 32 * (2097151 & high) + (low >>> 0);
}
