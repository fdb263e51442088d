import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A new folder, in memory where there is such a place. Each commit of a store waits for its disk: on a busy one
 * that is minutes, and shows nothing while it is the process that is killed and not the machine.
 */
export function temporaryFolder(prefix: string): string {
	return mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), prefix));
}

const memory = "/dev/shm";
