import { type Document, isScalar, LineCounter, type Pair, parseDocument, visit } from "yaml";
import { type PolicyProblem, wholeFileProblem } from "./policy-problem.ts";

/** After the first few, the rest are consequences of them. */
const mostProblems = 5;

export type ParsedYaml =
	| {
			readonly ok: true;
			readonly document: Document.Parsed;
			readonly lineCounter: LineCounter;
			readonly value: unknown;
	  }
	| { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/**
 * One YAML document as plain data, with its nodes for finding places. Never throws: deep nesting
 * overflows the parser's stack, and that comes back as a problem too. Aliases are refused: a policy
 * needs none, and they can make a small file endless.
 */
export function parseYaml(text: string, file: string): ParsedYaml {
	try {
		const lineCounter = new LineCounter();
		// The parser's own check for repeated keys compares all pairs: minutes for a long file.
		const settings = { lineCounter, prettyErrors: false, uniqueKeys: false } as const;
		const document = parseDocument(text, { ...settings, logLevel: "error" });
		const faults = [
			...[...document.errors, ...document.warnings].map(faultOf),
			...faultsOfNodes(document),
		];
		if (faults.length === 0) return { ok: true, document, lineCounter, value: document.toJS() };
		const first = faults.slice(0, mostProblems);
		return { ok: false, problems: first.map((fault) => problemOf(fault, file, lineCounter)) };
	} catch (error) {
		const problem = error instanceof RangeError ? tooDeep : "not readable as YAML";
		return { ok: false, problems: [wholeFileProblem(file, problem)] };
	}
}

const tooDeep = "not readable as YAML: it is nested too deeply";

type Fault = { readonly offset: number; readonly problem: string };

function faultOf(error: Document.Parsed["errors"][number] | Document.Parsed["warnings"][number]) {
	const [offset] = error.pos;
	if (error.code === "MULTIPLE_DOCS") {
		return { offset, problem: "a second document begins here (---)" };
	}
	if (error.message.includes("call stack")) return { offset, problem: tooDeep };
	return { offset, problem: `not valid YAML: ${error.message}` };
}

function faultsOfNodes(document: Document.Parsed): readonly Fault[] {
	const faults: Fault[] = [];
	visit(document, {
		Map(_, map) {
			faults.push(...repeatedKeysOf(map.items));
		},
		Alias(_, { range }) {
			faults.push({ offset: range?.[0] ?? 0, problem: "an alias (*) is not allowed here" });
		},
	});
	return faults;
}

function repeatedKeysOf(items: readonly Pair[]): readonly Fault[] {
	const seen = new Set<string>();
	return items.flatMap(({ key }) => {
		const name = isScalar(key) ? String(key.value) : null;
		if (name === null || !isScalar(key) || !seen.has(name)) {
			if (name !== null) seen.add(name);
			return [];
		}
		return [{ offset: key.range?.[0] ?? 0, problem: `the key ${name.slice(0, 60)} stands twice` }];
	});
}

function problemOf(fault: Fault, file: string, lineCounter: LineCounter): PolicyProblem {
	const { line, col } = lineCounter.linePos(fault.offset);
	const place = { line: Math.max(1, line), column: Math.max(1, col) };
	return { ...wholeFileProblem(file, fault.problem), ...place };
}
