import type { SourceFile } from "./source-file.ts";

/** Something that is not as the house wants it. */
export interface Finding {
	readonly line: number;
	/** The offending text, or what is wrong with it. */
	readonly what: string;
	/** For a limit: what was measured. */
	readonly measured?: number;
}

/** One house rule that can be read off a file. */
export interface Check {
	readonly name: string;
	/** What to do instead, said to whoever breaks it. */
	readonly advice: string;
	find(file: SourceFile): readonly Finding[];
}
