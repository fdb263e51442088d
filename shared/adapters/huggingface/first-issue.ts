import type * as z from "zod";

const mostCharacters = 200;

/** The first thing that is wrong with an answer: where it stands, and what was expected there. */
export function firstIssue(error: z.ZodError): string {
	const [issue] = error.issues;
	if (issue === undefined) return "unreadable";
	const path = issue.path.length === 0 ? "the answer" : issue.path.join(".");
	return `${path}: ${issue.message}`.slice(0, mostCharacters);
}
