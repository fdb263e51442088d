/**
 * Whether an event fits a pattern of EventBridge, as far as this project's rules go: lists of exact
 * texts, nested by field. Everything else that a pattern may hold is refused, so that no rule is
 * ever believed to have been tried.
 */
export function fitsPattern(pattern: unknown, event: unknown): boolean {
	if (!isObject(pattern)) throw new Error(`${JSON.stringify(pattern)} is no pattern.`);
	return Object.entries(pattern).every(([field, allowed]) => {
		const value = isObject(event) ? event[field] : undefined;
		return Array.isArray(allowed) ? isOneOf(allowed, value) : fitsPattern(allowed, value);
	});
}

function isOneOf(allowed: readonly unknown[], value: unknown): boolean {
	if (allowed.length === 0) throw new Error("EventBridge refuses a pattern with an empty list.");
	for (const each of allowed) {
		if (typeof each === "string") continue;
		throw new Error(`Only exact texts are known here, not ${JSON.stringify(each)}.`);
	}
	return allowed.includes(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
