/**
 * Whether two records are stored as the same text: an absent field equals an undefined one, and the order of
 * fields does not matter. Faster than to compare their texts, which a busy pass would write by the hundred.
 */
export function isSameRecord(a: unknown, b: unknown): boolean {
	if (Object.is(a, b)) return true;
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
	if (Array.isArray(a) || Array.isArray(b)) return isSameList(a, b);
	return isSameFields(a, b);
}

function isSameList(a: unknown, b: unknown): boolean {
	if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
	return a.every((each, index) => isSameRecord(each, b[index]));
}

function isSameFields(a: object, b: object): boolean {
	const theirs = b as Readonly<Record<string, unknown>>;
	const isExtra = ([name, value]: [string, unknown]) =>
		value !== undefined && !Object.hasOwn(a, name);
	return (
		Object.entries(a).every(([name, value]) => isSameRecord(value, theirs[name])) &&
		!Object.entries(theirs).some(isExtra)
	);
}
