import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const root = resolve(import.meta.dirname, "../..");

const needed = [
	"build.ts",
	"package.json",
	"serverless.yml",
	"functions",
	"shared",
	"docs/examples",
];

export type Packaged = { readonly folder: string; readonly remove: () => void };

/** `npm run package` on a copy of the project, so that what lies in the real folders plays no part. */
export async function packaged(...parameters: readonly string[]): Promise<Packaged> {
	const folder = mkdtempSync(join(tmpdir(), "package-"));
	for (const path of needed) cpSync(join(root, path), join(folder, path), { recursive: true });
	symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
	const given = parameters.map((parameter) => `--param=${parameter}`);
	await promisify(execFile)("npm", ["run", "package", "--", ...given], { cwd: folder });
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
