import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { formatProblems, loadPolicy } from "../config/load-policy.ts";
import type { Policy } from "../domain/policy.ts";

/** The account is a live one, so a policy that names no mode only plans and tells (docs/how-it-decides.md 5). */
const defaultMode = "shadow";

/**
 * The policy that travels in the package. Throws where it is malformed, or written for another namespace:
 * nothing is guarded by a policy that nobody meant for it.
 */
export function readPolicy(path: string, namespace: string): Policy {
	const text = readFileSync(resolve(path), "utf8");
	const loaded = loadPolicy(text, { file: path, defaultMode });
	if (!loaded.ok) throw new PolicyError(formatProblems(loaded.problems));
	const named = loaded.file.namespace;
	if (named !== undefined && named !== namespace) {
		throw new PolicyError(`${path} is the policy of ${named}, but this stack guards ${namespace}`);
	}
	return loaded.policy;
}

export class PolicyError extends Error {
	override readonly name = "PolicyError";
}
