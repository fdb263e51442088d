import { readFileSync } from "node:fs";
import { formatProblems, type LoadedPolicy, loadPolicy } from "../config/load-policy.ts";
import type { Mode } from "../domain/policy.ts";
import { UsageError } from "./cli/usage-error.ts";

export type LoadedFile = Extract<LoadedPolicy, { ok: true }>;

/** A file that was named must be there; `guardrail.yml` is used if it is. */
export function readPolicyFile(named: string | undefined, defaultMode: Mode): LoadedFile | null {
	const file = named ?? "guardrail.yml";
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	} catch (error) {
		if (named === undefined) return null;
		throw unreadable(file, error);
	}
	const loaded = loadPolicy(text, { file, defaultMode });
	if (loaded.ok) return loaded;
	throw new UsageError(`${file} was refused:\n${formatProblems(loaded.problems)}`);
}

function unreadable(file: string, error: unknown): UsageError {
	const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
	return isMissing
		? new UsageError(
				`there is no policy file ${file}`,
				"look at the path; docs/examples/guardrail.yml is one to begin with",
			)
		: new UsageError(`the policy file ${file} cannot be read: ${String(error)}`);
}
