import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { createDynamoTable } from "../../adapters/dynamodb/table.ts";
import { createJsonLog } from "../../adapters/log/json-log.ts";
import { readFunctionSettings } from "../../config/function-settings.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Table } from "../../ports/table.ts";
import { once } from "../once.ts";
import { readPolicy } from "../read-policy.ts";

export const clock: Clock = new SystemClock();

/** One line to the function's log. */
export function writeLine(line: string): void {
	process.stdout.write(line);
}

export const log: Log = createJsonLog({ clock, write: writeLine });

export type Basics = {
	readonly namespace: string;
	readonly table: Table;
	readonly clock: Clock;
	readonly log: Log;
};

/** What every function has: made on the first invocation, kept for the next ones. */
export const basics = once((): Basics => {
	const { NAMESPACE, TABLE_NAME } = readFunctionSettings(["NAMESPACE", "TABLE_NAME"]);
	const table = createDynamoTable({ tableName: TABLE_NAME, clock });
	return { namespace: NAMESPACE, table, clock, log };
});

export const policy = once((): Policy => {
	const { NAMESPACE, POLICY_FILE } = readFunctionSettings(["NAMESPACE", "POLICY_FILE"]);
	return readPolicy(POLICY_FILE, NAMESPACE);
});
