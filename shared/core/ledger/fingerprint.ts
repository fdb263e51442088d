/**
 * 106-bit hash of a text, as hex: tells whether anything changed between two lists without keeping them.
 * Not for security. Two rounds of a 53-bit multiply-xor hash with different seeds.
 */
export function fingerprint(text: string): string {
	return (
		hash53(text, 0x9e3779b9).toString(16).padStart(14, "0") +
		hash53(text, 0x85ebca6b).toString(16).padStart(14, "0")
	);
}

function hash53(text: string, seed: number): number {
	let a = 0xdeadbeef ^ seed;
	let b = 0x41c6ce57 ^ seed;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		a = Math.imul(a ^ code, 2654435761);
		b = Math.imul(b ^ code, 1597334677);
	}
	a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
	b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
	return 4294967296 * (2097151 & b) + (a >>> 0);
}
