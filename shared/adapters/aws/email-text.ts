import type { Message, Section } from "../../domain/notice.ts";

/** SNS sends mail as plain text; more than this is not read on a telephone. */
const maxLines = 25;
const maxColumns = 72;
/** A title or footer longer than this would leave no room for what happened. */
const maxEdgeLines = 5;

/**
 * The message as plain text: at most 25 lines of at most 72 columns. A word without a space that is
 * longer, such as a link, is kept whole on a line of its own, because half a link leads nowhere.
 */
export function emailText({ title, sections, footer }: Message): string {
	const head = wrapped(title).slice(0, maxEdgeLines);
	const tail = wrapped(footer).slice(0, maxEdgeLines);
	const end = tail.length === 0 ? [] : ["", ...tail];
	const body = fitted(sections.flatMap(sectionLines), maxLines - head.length - end.length);
	return [...head, ...body, ...end].join("\n");
}

function sectionLines({ heading, lines }: Section): readonly string[] {
	return ["", ...(heading === null ? [] : wrapped(heading)), ...lines.flatMap(wrapped)];
}

function fitted(lines: readonly string[], room: number): readonly string[] {
	if (lines.length <= room) return lines;
	const kept = lines.slice(0, room - 1);
	return [...kept, `and ${lines.length - kept.length} more lines on the page`];
}

function wrapped(text: string): readonly string[] {
	const lines: string[] = [];
	for (const word of text.split(/[\s\p{Cc}]+/u).filter((part) => part !== "")) {
		const last = lines.at(-1);
		if (last !== undefined && columns(last) + 1 + columns(word) <= maxColumns) {
			lines[lines.length - 1] = `${last} ${word}`;
		} else {
			lines.push(word);
		}
	}
	return lines;
}

function columns(text: string): number {
	return Array.from(text).length;
}
