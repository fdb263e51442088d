/** What is wrong with a policy file, where, and what to write instead. Lines and columns from 1. */
export type PolicyProblem = {
	readonly file: string;
	readonly line: number;
	readonly column: number;
	/** Dotted, list entries by index from 0: `endpoints.0.criticality`; empty for the whole file. */
	readonly path: string;
	/** What stands there, shortened; null where nothing does. Addresses and tokens are hidden. */
	readonly value: string | null;
	readonly problem: string;
	readonly allowed: string | null;
	readonly hint: string | null;
};

const longestValue = 60;

/** Several lines per problem, first `file:line:column`, which editors and terminals can open. */
export function formatProblems(problems: readonly PolicyProblem[]): string {
	return problems.map(formatProblem).join("\n");
}

function formatProblem(problem: PolicyProblem): string {
	const { file, line, column, path, value, allowed, hint } = problem;
	const subject = path === "" ? "" : ` ${path}:`;
	const lines = [`${file}:${line}:${column}${subject} ${problem.problem}`];
	if (value !== null) lines.push(`  value    ${value}`);
	if (allowed !== null) lines.push(`  allowed  ${allowed}`);
	if (hint !== null) lines.push(`  hint     ${hint}`);
	return lines.join("\n");
}

/** A value as one short printable line. Whatever looks like an address or a token stays hidden. */
export function showValue(value: unknown): string | null {
	if (value === undefined) return null;
	if (typeof value === "number") return String(value);
	const text = JSON.stringify(value) ?? "nothing";
	if (/:\/\/|hf_|whsec_|xox|slack\.com/i.test(text)) return "(hidden: it looks like a secret)";
	return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

/** A problem that has no place of its own. */
export function wholeFileProblem(file: string, problem: string): PolicyProblem {
	const nothing = { path: "", value: null, allowed: null, hint: null };
	return { file, line: 1, column: 1, problem, ...nothing };
}
