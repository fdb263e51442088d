import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readZip } from "./read-zip.ts";
import type { Template } from "./template.ts";

export type PackageOptions = {
	/** An empty folder that takes the copy and everything else. */
	readonly folder: string;
	/** Text of the guardrail.yml to be packed. */
	readonly policyText: string;
	/** Parameters of serverless.yml. */
	readonly parameters: Readonly<Record<string, string>>;
};

export type Packaged = {
	/** What CloudFormation would be given. */
	readonly template: Template;
	/** Unpacks the zip that this S3 key names. Returns the folder. */
	readonly unpack: (s3Key: string) => string;
};

const root = fileURLToPath(new URL("../../../", import.meta.url));
const sources = ["functions", "shared", "package.json", "serverless.yml", "build.ts"];

/**
 * Runs `npm run package` as an operator would, with a policy and parameters of their own, in a copy of
 * the sources: what lies in dist/ and .serverless/ stays as it is.
 */
export function packageProject({ folder, policyText, parameters }: PackageOptions): Packaged {
	const project = join(folder, "project");
	for (const name of sources) cpSync(join(root, name), join(project, name), { recursive: true });
	symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
	writeFileSync(join(project, "guardrail.yml"), policyText);
	const given = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
	execFileSync("npm", ["run", "--silent", "package", "--", ...given], {
		cwd: project,
		stdio: ["ignore", "ignore", "inherit"],
	});
	const output = join(project, ".serverless");
	const text = readFileSync(join(output, "cloudformation-template-update-stack.json"), "utf8");
	return {
		template: JSON.parse(text) as Template,
		unpack: (s3Key) => unpack(join(output, s3Key.split("/").at(-1) ?? ""), folder),
	};
}

function unpack(zip: string, folder: string): string {
	const target = join(folder, "task", zip.split("/").at(-1) ?? "");
	for (const [name, content] of readZip(readFileSync(zip))) {
		const path = join(target, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, content);
	}
	return target;
}
