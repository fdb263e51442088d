import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canaries, permitted, type TriedImport } from "./import-rules/canaries.ts";

interface Violation {
	readonly from: string;
	readonly rule: { readonly name: string };
	/** A cycle is reported once, for one of its members. */
	readonly cycle?: readonly { readonly name: string }[];
}

const project = resolve(import.meta.dirname, "..");
const configFile = join(project, ".dependency-cruiser.cjs");
const cruiser = join(project, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
const config = createRequire(import.meta.url)(configFile) as {
	readonly forbidden: readonly { readonly name: string; readonly severity: string }[];
};

let tree: string;
let violations: readonly Violation[];

beforeAll(async () => {
	tree = await mkdtemp(join(tmpdir(), "import-rules-"));
	await plantTree([...canaries, ...permitted]);
	violations = await cruise();
}, 60_000);

afterAll(() => rm(tree, { recursive: true, force: true }));

describe("import rules", () => {
	test("every rule of the configuration has a canary, and every canary names a rule", () => {
		const rules = config.forbidden.map((rule) => rule.name);
		const withCanary = new Set(canaries.map((canary) => canary.rule));
		expect(rules.toSorted()).toEqual([...withCanary].toSorted());
	});

	test("every rule is an error, so that the command fails with it", () => {
		expect(config.forbidden.filter((rule) => rule.severity !== "error")).toEqual([]);
	});

	test.each(canaries)("$rule fires when $from imports $imports", (canary) => {
		expect(rulesFiredBy(canary)).toContain(canary.rule);
	});

	test.each(permitted)("$from may import $imports", (allowed) => {
		expect(rulesFiredBy(allowed)).toEqual([]);
	});
});

function rulesFiredBy({ from }: TriedImport): string[] {
	return violations
		.filter((found) => found.from === from || found.cycle?.some((member) => member.name === from))
		.map((found) => found.rule.name);
}

async function plantTree(tried: readonly TriedImport[]): Promise<void> {
	await Promise.all([
		plant("package.json", JSON.stringify({ type: "module", ...declared(tried) })),
		plant("tsconfig.json", JSON.stringify({ compilerOptions: { module: "nodenext" } })),
		...tried.flatMap((each) => plantImport(each)),
	]);
}

/** Everything a canary imports is declared, but for the packages whose canary is their absence. */
function declared(tried: readonly TriedImport[]) {
	const packages = tried.filter((each) => isPackage(each.imports) && !each.undeclared);
	const names = (list: readonly TriedImport[]) =>
		Object.fromEntries(list.map((each) => [each.imports, "1.0.0"]));
	return {
		dependencies: names(packages.filter((each) => !each.development)),
		devDependencies: names(packages.filter((each) => each.development)),
	};
}

function plantImport(tried: TriedImport): Promise<void>[] {
	const { from, imports, typeOnly } = tried;
	const kind = typeOnly ? "import type" : "import";
	const source = `${kind} * as target from "${specifierOf(tried)}";\nexport type { target };\n`;
	const importing = plant(from, source);
	if (isPackage(imports)) return [importing, ...plantPackage(imports)];
	if (imports.startsWith("node:") || tried.missing || tried.closesCycle) return [importing];
	return [importing, plant(imports, "export {};\n")];
}

function plantPackage(name: string): Promise<void>[] {
	const manifest = JSON.stringify({ name, version: "1.0.0", main: "index.js", type: "module" });
	const folder = `node_modules/${name}`;
	return [
		plant(`${folder}/package.json`, manifest),
		plant(`${folder}/index.js`, "export default 1;\n"),
	];
}

function specifierOf({ from, imports }: TriedImport): string {
	if (isPackage(imports) || imports.startsWith("node:")) return imports;
	const path = relative(dirname(from), imports);
	return path.startsWith(".") ? path : `./${path}`;
}

function isPackage(name: string): boolean {
	return !name.endsWith(".ts") && !name.startsWith("node:");
}

async function plant(path: string, content: string): Promise<void> {
	const file = join(tree, path);
	await mkdir(dirname(file), { recursive: true });
	await writeFile(file, content);
}

function cruise(): Promise<readonly Violation[]> {
	const args = [cruiser, "functions", "shared", "--config", configFile, "--output-type", "json"];
	return new Promise((done, failed) => {
		execFile(process.execPath, args, { cwd: tree, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
			if (stdout === "") return failed(new Error(`No report: ${stderr}`, { cause: error }));
			done((JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations);
		});
	});
}
