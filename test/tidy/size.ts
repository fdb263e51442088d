import ts from "typescript";
import type { Check, Finding } from "./check.ts";
import type { SourceFile } from "./source-file.ts";

/** Lines. A reader keeps a file of this size, and a function of that, in the head. */
const limits = { file: 300, function: 60, handler: 40 };

export const sizeChecks: readonly Check[] = [
	{
		name: "file-length",
		advice: `Split it by meaning: a file has at most ${limits.file} lines.`,
		find: ({ text, syntax }) => (syntax ? tooLong(lineCount(text), limits.file) : []),
	},
	{
		name: "handler-length",
		advice: `Move work into a use case: a handler has at most ${limits.handler} lines.`,
		find: ({ text, path }) =>
			path.startsWith("functions/") ? tooLong(lineCount(text), limits.handler) : [],
	},
	{
		name: "function-length",
		advice: `Take a helper out: a function has at most ${limits.function} lines.`,
		find: longFunctions,
	},
];

function tooLong(measured: number, limit: number): Finding[] {
	return measured > limit ? [{ line: 1, what: `${measured} lines`, measured }] : [];
}

function longFunctions({ syntax }: SourceFile): Finding[] {
	const findings: Finding[] = [];
	const visit = (node: ts.Node) => {
		if (ts.isFunctionLike(node) && !groupsTests(node)) findings.push(...longFunction(node));
		ts.forEachChild(node, visit);
	};
	if (syntax) visit(syntax);
	return findings;
}

function longFunction(node: ts.SignatureDeclaration): Finding[] {
	const source = node.getSourceFile();
	const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
	const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
	const measured = last - first + 1;
	if (measured <= limits.function) return [];
	return [
		{ line: first + 1, what: `${node.name?.getText() ?? "function"}: ${measured} lines`, measured },
	];
}

/** The callback of `describe`, or of one of our own like it, is a heading, not a function that somebody has to follow. */
function groupsTests({ parent }: ts.Node): boolean {
	return ts.isCallExpression(parent) && /^(describe|suite)/.test(parent.expression.getText());
}

function lineCount(text: string): number {
	return text.trimEnd().split("\n").length;
}
