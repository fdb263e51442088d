import type { Settings } from "../config/settings.ts";
import { UsageError } from "./cli/usage-error.ts";
import { findLocalStore } from "./local-store.ts";
import { readPolicyFile } from "./read-policy-file.ts";
import { runningFrom } from "./running-guardrail.ts";

/**
 * The namespace of this folder: that of the policy file, else of the guardrail that runs on this machine, else of
 * the only store; null where none tells. No account is asked. Throws `UsageError` where a file that was named
 * cannot be read.
 */
export async function knownNamespace(
	settings: Settings,
	policyFile?: string,
): Promise<string | null> {
	const inFile = () => readPolicyFile(policyFile, "shadow")?.file.namespace ?? null;
	const own = policyFile === undefined ? orNull(inFile) : inFile();
	if (own !== null) return own;
	const running = await runningFrom(settings, undefined)
		.readState()
		.catch(() => null);
	return running?.namespace ?? orNull(() => findLocalStore(settings.home, null).namespace);
}

/** A policy that is refused, or several stores, are told by the commands that need them. */
function orNull(find: () => string | null): string | null {
	try {
		return find();
	} catch (error) {
		if (error instanceof UsageError) return null;
		throw error;
	}
}
