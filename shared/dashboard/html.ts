const markup = Symbol("markup");

/** Text that is known to be safe markup, because only the `html` template makes it. */
export type Html = { readonly [markup]: string };

export type Insertion = string | number | null | Html | readonly Html[];

/**
 * Builds markup. Every inserted string is escaped for text and for quoted attributes; only markup made
 * by this template goes in as it is. Attributes must be quoted in the template.
 */
export function html(strings: TemplateStringsArray, ...insertions: readonly Insertion[]): Html {
	const text = strings.reduce((before, string, index) => {
		const insertion = insertions[index - 1];
		return before + (insertion === undefined ? "" : inserted(insertion)) + string;
	});
	return { [markup]: text };
}

/** The finished text, to be sent. */
export function markupOf(made: Html): string {
	return made[markup];
}

export const nothing: Html = html``;

function inserted(insertion: Insertion): string {
	if (insertion === null) return "";
	if (typeof insertion === "number") return String(insertion);
	if (typeof insertion === "string") return escaped(insertion);
	return isHtml(insertion) ? markupOf(insertion) : insertion.map(markupOf).join("");
}

function isHtml(insertion: Html | readonly Html[]): insertion is Html {
	return markup in insertion;
}

function escaped(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;")
		.replaceAll("'", "&#39;");
}
