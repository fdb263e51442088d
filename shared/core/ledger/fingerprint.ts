/**
 * 106-bit hash of a text, as hex: tells whether anything changed between two lists without keeping them.
 * Not for security. Two 53-bit multiply-xor hashes with different seeds, in one walk over the text.
 */
export function fingerprint(text: string): string {
	let [a, b] = seeded(0x9e3779b9);
	let [c, d] = seeded(0x85ebca6b);
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		a = Math.imul(a ^ code, 2654435761);
		b = Math.imul(b ^ code, 1597334677);
		c = Math.imul(c ^ code, 2654435761);
		d = Math.imul(d ^ code, 1597334677);
	}
	return hexOf(a, b) + hexOf(c, d);
}

function seeded(seed: number): readonly [number, number] {
	return [0xdeadbeef ^ seed, 0x41c6ce57 ^ seed];
}

/** 53 bits of the two. */
function hexOf(first: number, second: number): string {
	let a = first;
	let b = second;
	a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
	b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
	return hex(2097151 & b, 6) + hex(a >>> 0, 8);
}

function hex(number: number, digits: number): string {
	return number.toString(16).padStart(digits, "0");
}
