import { readFileSync } from "node:fs";
import { join } from "node:path";

type Metafile = {
	readonly outputs: Readonly<
		Record<
			string,
			{
				readonly bytes: number;
				readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
			}
		>
	>;
};

export type Contents = {
	readonly bytes: number;
	/** Bytes by package, `own` for what is this project's; largest first. */
	readonly shares: readonly (readonly [string, number])[];
	readonly files: readonly string[];
};

/** What fills the bundle of a function, as esbuild counted it. */
export function bundleContents(root: string, functionName: string): Contents {
	const metafile = JSON.parse(readFileSync(join(root, "dist/metafile.json"), "utf8")) as Metafile;
	const output = metafile.outputs[`dist/${functionName}/index.mjs`];
	if (output === undefined) throw new Error(`there is no bundle of ${functionName}`);
	const shares = new Map<string, number>();
	for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
		const owner = ownerOf(file);
		shares.set(owner, (shares.get(owner) ?? 0) + bytesInOutput);
	}
	const files = Object.keys(output.inputs);
	return { bytes: output.bytes, files, shares: [...shares].sort(([, a], [, b]) => b - a) };
}

function ownerOf(file: string): string {
	const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
	return name === undefined ? "own" : name.replace(/^@smithy\/.*/, "@smithy/*");
}
