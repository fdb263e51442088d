import type { User } from "./endpoint.ts";
import { hash, hashHex } from "./http/hash.ts";

/** Digits and small letters, as in the vendor's replica ids (`6pajyw3k-z7ghx`). */
export function shortId(length: number, ...parts: readonly (string | number)[]): string {
	let digits = "";
	for (let block = 0; digits.length < length; block += 1) {
		digits += hash(block, ...parts)
			.toString(36)
			.slice(-8)
			.padStart(8, "0");
	}
	return digits.slice(0, length);
}

/** A user as the vendor shows it: 24 hexadecimal digits and a name. */
export function userNamed(name: string): User {
	return { id: hashHex("user", name).slice(0, 24), name };
}
