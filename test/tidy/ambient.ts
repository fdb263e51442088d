import ts from "typescript";
import type { Check, Finding } from "./check.ts";
import type { SourceFile } from "./source-file.ts";

type IsAmbient = (node: ts.Node, path: string) => boolean;

/** What a program may take from its surroundings without being handed it, and where that ends. */
export const ambientChecks: readonly Check[] = [
	ambient("wall-clock", "Ask the Clock port, or take `now` as an argument.", readsTheClock),
	ambient(
		"timers",
		"Wait through the Clock port.",
		callsOneOf(/^set(Timeout|Interval|Immediate)$/),
	),
	ambient("randomness", "Draw from a seed, or ask the Ids port.", drawsAtRandom),
	ambient("environment", "Read it in shared/config and pass the value on.", readsEnvironment),
	ambient("console", "Write through the Log port.", isMemberOf("console")),
	ambient("any", "Say `unknown` and narrow it.", (node) => node.kind === ts.SyntaxKind.AnyKeyword),
	ambient(
		"zod-whole",
		'Write `import * as z from "zod"`: a named import is 356 KB.',
		takesZodApart,
	),
];

function ambient(name: string, advice: string, isAmbient: IsAmbient): Check {
	return { name, advice, find: (file) => findNodes(file, isAmbient) };
}

function findNodes({ syntax, path }: SourceFile, isAmbient: IsAmbient): Finding[] {
	const findings: Finding[] = [];
	const visit = (node: ts.Node) => {
		if (isAmbient(node, path)) findings.push(findingAt(node));
		ts.forEachChild(node, visit);
	};
	if (syntax) visit(syntax);
	return findings;
}

function findingAt(node: ts.Node): Finding {
	const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
	return { line: line + 1, what: node.getText().split("\n", 1)[0] ?? "" };
}

/** In the core and the domain `Date` is no word at all; elsewhere a given instant may be printed. */
function readsTheClock(node: ts.Node, path: string): boolean {
	if (/^shared\/(core|domain)\//.test(path) && isValue(node, "Date")) return true;
	if (ts.isNewExpression(node) && node.expression.getText() === "Date")
		return !node.arguments?.length;
	if (ts.isCallExpression(node) && node.expression.getText() === "Date") return true;
	return isOneOf(node, ["Date.now", "performance.now", "process.hrtime", "Temporal.Now"]);
}

function drawsAtRandom(node: ts.Node): boolean {
	if (callsOneOf(/^(crypto\.)?(randomUUID|randomBytes|randomInt|getRandomValues)$/)(node))
		return true;
	return isOneOf(node, ["Math.random"]);
}

function readsEnvironment(node: ts.Node): boolean {
	return isOneOf(node, ["process.env", "process.loadEnvFile"]);
}

function takesZodApart(node: ts.Node): boolean {
	if (!ts.isImportDeclaration(node) || !/^["']zod["']$/.test(node.moduleSpecifier.getText()))
		return false;
	const bindings = node.importClause?.namedBindings;
	return bindings === undefined || !ts.isNamespaceImport(bindings);
}

function callsOneOf(name: RegExp): (node: ts.Node) => boolean {
	return (node) => ts.isCallExpression(node) && name.test(node.expression.getText());
}

function isMemberOf(name: string): (node: ts.Node) => boolean {
	return (node) => ts.isPropertyAccessExpression(node) && node.expression.getText() === name;
}

function isOneOf(node: ts.Node, names: readonly string[]): boolean {
	return ts.isPropertyAccessExpression(node) && names.includes(withoutGlobalThis(node.getText()));
}

function withoutGlobalThis(text: string): string {
	return text.replace(/^globalThis\./, "");
}

/** The name stands for the global value, not for a field or a type of the same name. */
function isValue(node: ts.Node, name: string): boolean {
	if (!ts.isIdentifier(node) || node.text !== name) return false;
	const { parent } = node;
	if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
	return ts.isExpression(parent) || ts.isVariableDeclaration(parent);
}
