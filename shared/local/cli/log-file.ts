import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { createJsonLog } from "../../adapters/log/json-log.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";

/** The structured log of a local run, `guardrail.log` in its folder; the terminal is for people. */
export function openLogFile(home: string, create: typeof createJsonLog, clock: Clock): Log {
	mkdirSync(home, { recursive: true });
	const path = join(home, "guardrail.log");
	return create({ clock, write: (line) => appendFileSync(path, line) });
}
