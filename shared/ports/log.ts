export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Structured log: `event` is a fixed kebab-case word, never a sentence with values in it. */
export interface Log {
	info(event: string, fields?: LogFields): void;
	warn(event: string, fields?: LogFields): void;
	error(event: string, fields?: LogFields): void;
}
