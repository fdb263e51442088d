import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "./usage-error.ts";

/**
 * One process to a folder: two would take passes from each other, and each would tell its own terminal half.
 * The lock of a process that is gone is taken over. Returns how to give it back.
 */
export function lockFolder(home: string): () => void {
	mkdirSync(home, { recursive: true });
	const path = join(home, "lock");
	const owner = ownerOf(path);
	if (owner !== null && isAlive(owner)) {
		throw new UsageError(
			`another guardrail (process ${owner}) runs on the folder ${home}`,
			"stop it, or give this one a folder of its own: GUARDRAIL_HOME=...",
		);
	}
	writeFileSync(path, String(process.pid));
	return () => rmSync(path, { force: true });
}

function ownerOf(path: string): number | null {
	try {
		const owner = Number(readFileSync(path, "utf8"));
		return Number.isInteger(owner) && owner > 0 && owner !== process.pid ? owner : null;
	} catch {
		return null;
	}
}

/** Signal 0 asks and does nothing; a process of somebody else answers that it may not be asked. */
function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}
