import type { Instant } from "../../domain/instant.ts";

/** Whole milliseconds, digits beyond them cut off. null: not a date and time with a zone. */
export function instantOf(text: string): Instant | null {
	if (!dateTime.test(text)) return null;
	const parsed = Date.parse(text.replace(/(\.\d{3})\d+/, "$1"));
	return Number.isNaN(parsed) ? null : parsed;
}

const dateTime =
	/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:?\d{2})$/;
