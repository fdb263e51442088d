import { createHash } from "node:crypto";

/** In the shape of AWS's own identifiers, the same for the same parts. */
export function identifier(...parts: readonly (string | number)[]): string {
	const digits = createHash("sha256").update(parts.join(" ")).digest("hex");
	return [8, 12, 16, 20, 32].map((end, n) => digits.slice([0, 8, 12, 16, 20][n], end)).join("-");
}
