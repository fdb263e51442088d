/** Names endpoints: by exact name or a pattern with `*`, by an exact tag, or by both together. */
export type EndpointMatch = {
	readonly name?: string | undefined;
	readonly tag?: string | undefined;
};

/** What of an endpoint is matched. */
export type MatchedEndpoint = { readonly name: string; readonly tags: readonly string[] };

/** A match with both a name and a tag needs both; one with neither matches nothing. */
export function matchesEndpoint(match: EndpointMatch, endpoint: MatchedEndpoint): boolean {
	const byName = match.name === undefined || matchesName(match.name, endpoint.name);
	const byTag = match.tag === undefined || endpoint.tags.includes(match.tag);
	return byName && byTag && (match.name !== undefined || match.tag !== undefined);
}

/** `*` stands for any characters, none included. */
function matchesName(pattern: string, name: string): boolean {
	const [first = "", ...rest] = pattern.split("*");
	if (rest.length === 0) return name === pattern;
	if (!name.startsWith(first)) return false;
	let position = first.length;
	for (const part of rest.slice(0, -1)) {
		const found = name.indexOf(part, position);
		if (found < 0) return false;
		position = found + part.length;
	}
	const last = rest.at(-1) ?? "";
	return name.length - last.length >= position && name.endsWith(last);
}
