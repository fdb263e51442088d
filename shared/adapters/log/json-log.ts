import type { Clock } from "../../ports/clock.ts";
import type { Log, LogFields } from "../../ports/log.ts";

export type JsonLogOptions = {
	readonly clock: Clock;
	/** Takes one whole line, line break included. */
	readonly write: (line: string) => void;
};

/** One JSON object a line: `{at, level, event, ...fields}`. Fields cannot replace those three. */
export function createJsonLog({ clock, write }: JsonLogOptions): Log {
	const at = () => new Date(clock.now()).toISOString();
	const logger =
		(level: string) =>
		(event: string, fields: LogFields = {}) => {
			write(`${JSON.stringify({ at: at(), level, event, ...withoutReserved(fields) })}\n`);
		};
	return { info: logger("info"), warn: logger("warn"), error: logger("error") };
}

const reserved: readonly string[] = ["at", "level", "event"];

function withoutReserved(fields: LogFields): LogFields {
	return Object.fromEntries(
		Object.entries(fields).map(([name, value]) => [
			reserved.includes(name) ? `${name}Field` : name,
			value,
		]),
	);
}
