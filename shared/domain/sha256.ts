/**
 * SHA-256 of a text in UTF-8 as hex (FIPS 180-4). Written out because the use cases that chain the
 * audit log take no module of the platform; the tests compare it with the platform's own.
 */
export function sha256(text: string): string {
	const message = padded(new TextEncoder().encode(text));
	const state = new Uint32Array(initialState);
	const schedule = new Uint32Array(64);
	for (let at = 0; at < message.byteLength; at += blockBytes) {
		fill(schedule, new DataView(message.buffer, at, blockBytes));
		compress(state, schedule);
	}
	return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

const blockBytes = 64;
/** A one bit, zeros, and the length in bits as the last eight bytes. */
const tailBytes = 9;

/** First 32 bits of the fractional parts of the square roots of the first 8 primes. */
const initialState = [
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const constants = firstPrimes(64).map((prime) => fraction32(Math.cbrt(prime)));

function firstPrimes(count: number): number[] {
	const primes: number[] = [];
	for (let candidate = 2; primes.length < count; candidate += 1) {
		if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
	}
	return primes;
}

function fraction32(value: number): number {
	return Math.floor((value - Math.floor(value)) * 2 ** 32);
}

function padded(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	const blocks = Math.ceil((bytes.length + tailBytes) / blockBytes);
	const message = new Uint8Array(blocks * blockBytes);
	message.set(bytes);
	message[bytes.length] = 0x80;
	const end = new DataView(message.buffer, message.length - 8);
	end.setBigUint64(0, BigInt(bytes.length) * 8n);
	return message;
}

function fill(schedule: Uint32Array, block: DataView): void {
	for (let at = 0; at < 16; at += 1) schedule[at] = block.getUint32(at * 4);
	for (let at = 16; at < 64; at += 1) {
		const [w15, w2] = [word(schedule, at - 15), word(schedule, at - 2)];
		const s0 = turned(w15, 7) ^ turned(w15, 18) ^ (w15 >>> 3);
		const s1 = turned(w2, 17) ^ turned(w2, 19) ^ (w2 >>> 10);
		schedule[at] = word(schedule, at - 16) + s0 + word(schedule, at - 7) + s1;
	}
}

function compress(state: Uint32Array, schedule: Uint32Array): void {
	let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
	for (let at = 0; at < 64; at += 1) {
		const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
		const choice = (e & f) ^ (~e & g);
		const one = (h + s1 + choice + (constants[at] ?? 0) + word(schedule, at)) >>> 0;
		const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
		const majority = (a & b) ^ (a & c) ^ (b & c);
		[h, g, f, e, d, c, b] = [g, f, e, (d + one) >>> 0, c, b, a];
		a = (one + s0 + majority) >>> 0;
	}
	const worked = [a, b, c, d, e, f, g, h];
	for (const [at, value] of worked.entries()) state[at] = word(state, at) + value;
}

function turned(value: number, by: number): number {
	return (value >>> by) | (value << (32 - by));
}

function word(words: Uint32Array, at: number): number {
	return words[at] ?? 0;
}
