import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** One file of the project, with its path from the project's root. */
export interface SourceFile {
	readonly path: string;
	readonly text: string;
	/** The syntax tree of a TypeScript file, nothing for any other. */
	readonly syntax: ts.SourceFile | undefined;
}

const looked = [
	"{functions,shared,test}/**/*.{ts,js,mjs,cjs,html,css,yml,yaml,sh}",
	"{docs,.ci}/**",
	"*.{md,yml,ts,cjs}",
];

const passedOver = /(^|\/)(node_modules|fixtures)\//;

/** Every file that a person writes here. Fixtures are other people's words and stay as they came. */
export function readSourceFiles(root: string): SourceFile[] {
	return globSync(looked, { cwd: root, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.map((file) => file.slice(root.length + 1).replaceAll("\\", "/"))
		.filter((path) => !passedOver.test(path))
		.map((path) => sourceFile(path, readFileSync(join(root, path), "utf8")));
}

export function sourceFile(path: string, text: string): SourceFile {
	const syntax = path.endsWith(".ts")
		? ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
		: undefined;
	return { path, text, syntax };
}
