import type { Message, Section } from "../../domain/notice.ts";

/** Block Kit: a header has at most 150 characters, a section's text 3,000. */
const headerCharacters = 150;
const sectionCharacters = 3_000;
/** UX rule 11: a message is at most 12 lines high. */
const mostLines = 12;
const linesOfTitle = 1;

/** Slack refuses a header without text. */
const untitled = "guardrail";

export type Block =
	| {
			readonly type: "header";
			readonly text: { readonly type: "plain_text"; readonly text: string };
	  }
	| { readonly type: "section"; readonly text: MarkdownText }
	| { readonly type: "context"; readonly elements: readonly MarkdownText[] };

/** `verbatim` keeps Slack from turning names in the text into links and mentions. */
type MarkdownText = { readonly type: "mrkdwn"; readonly text: string; readonly verbatim: true };

export type SlackMessage = {
	/** What phones show: it stands alone. */
	readonly text: string;
	readonly blocks: readonly Block[];
};

/** A message as Block Kit, at most 12 lines high; what does not fit is counted in "and N more". */
export function slackMessage(message: Message): SlackMessage {
	const title = escapeWithin(oneLine(message.title) || untitled, headerCharacters);
	const footerLine = oneLine(message.footer);
	const footer = footerLine === "" ? [] : [contextBlock(footerLine)];
	const sections = fitSections(
		message.sections.map(cleaned),
		mostLines - linesOfTitle - footer.length,
	);
	return {
		text: title,
		blocks: [
			{ type: "header", text: { type: "plain_text", text: title } },
			...sections.map(sectionBlock),
			...footer,
		],
	};
}

/** Blank lines go: Slack refuses a section of nothing else, and height is scarce. */
function cleaned({ heading, lines }: Section): Section {
	const kept = lines.map(oneLine).filter((line) => line !== "");
	return { heading: heading === null ? null : oneLine(heading) || null, lines: kept };
}

function oneLine(text: string): string {
	return text
		.toWellFormed()
		.replaceAll(/\p{Cc}+/gu, " ")
		.trim();
}

function contextBlock(footer: string): Block {
	const text = escapeWithin(footer, sectionCharacters);
	return { type: "context", elements: [{ type: "mrkdwn", text, verbatim: true }] };
}

function sectionBlock(section: Section): Block {
	const lines = linesOf(section);
	const charactersPerLine = Math.floor(sectionCharacters / lines.length) - "**\n".length;
	const texts = lines.map((line) => escapeWithin(line, charactersPerLine));
	if (section.heading !== null) texts[0] = `*${texts[0]}*`;
	const text = texts.join(isOneLine(section) ? " " : "\n");
	return { type: "section", text: { type: "mrkdwn", text, verbatim: true } };
}

function linesOf(section: Section): readonly string[] {
	return section.heading === null ? section.lines : [section.heading, ...section.lines];
}

/** A single line stands beside its heading. */
function isOneLine({ heading, lines }: Section): boolean {
	return heading !== null && lines.length === 1;
}

/** Shortens the longest list line by line, the facts without a heading after the lists; else the last ones go. */
function fitSections(given: readonly Section[], most: number): readonly Section[] {
	const sections = given.filter((section) => linesOf(section).length > 0);
	const shown = sections.map((section) => section.lines.length);
	const height = () =>
		sections.reduce((sum, section, index) => sum + heightOf(section, shown[index] ?? 0), 0);
	while (height() > most) {
		const longest = nextToShorten(sections, shown);
		if (longest === null) return dropLast(sections, most);
		const lines = shown[longest] ?? 0;
		// The first cut takes two lines, since "and 2 more" needs one itself.
		const whole = sections[longest]?.lines.length === lines;
		shown[longest] = lines - (whole ? 2 : 1);
	}
	return sections.map((section, index) => shorten(section, shown[index] ?? 0));
}

/** The longest list from which a line can be gained; where no list is left, what has no heading. */
function nextToShorten(sections: readonly Section[], shown: readonly number[]): number | null {
	const open = sections
		.map((section, index) => ({ section, index, lines: shown[index] ?? 0 }))
		.filter(({ section, lines }) => lines > (lines === section.lines.length ? 2 : 1));
	const lists = open.filter(({ section }) => section.heading !== null);
	const [longest] = (lists.length > 0 ? lists : open).toSorted((a, b) => b.lines - a.lines);
	return longest?.index ?? null;
}

/** Heading, shown lines, and one for "and N more" where some are not shown. */
function heightOf(section: Section, shown: number): number {
	if (isOneLine(section)) return 1;
	return (section.heading === null ? 0 : 1) + shown + (shown < section.lines.length ? 1 : 0);
}

function shorten(section: Section, shown: number): Section {
	const hidden = section.lines.slice(shown);
	if (hidden.length === 0) return section;
	const count = hidden.reduce((sum, line) => sum + countOf(line), 0);
	return { ...section, lines: [...section.lines.slice(0, shown), `and ${count} more`] };
}

/** A list that was shortened before says itself how many more there are. */
function countOf(line: string): number {
	return Number(/^and (\d+) more$/.exec(line)?.[1] ?? 1);
}

/** Very many sections: as one list of lines, of which the first are shown. */
function dropLast(sections: readonly Section[], most: number): readonly Section[] {
	return [shorten({ heading: null, lines: sections.flatMap(linesOf) }, most - 1)];
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Escaped, and cut between characters and never inside an entity. */
function escapeWithin(text: string, most: number): string {
	const parts = Array.from(text, (part) => entities[part] ?? part);
	if (parts.join("").length <= most) return parts.join("");
	let cut = "";
	for (const part of parts) {
		if (cut.length + part.length + 1 > most) break;
		cut += part;
	}
	return `${cut}…`;
}
