import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { build, type Metafile } from "esbuild";
import { formatProblems, loadPolicy } from "./shared/config/load-policy.ts";

/**
 * `node build.ts [--policy FILE]`: bundles each function to `dist/<function>/index.mjs` and puts the
 * policy beside them. The policy is FILE, else `guardrail.yml` here, else the example of docs/examples.
 */
const functionNames = ["meter", "guard", "notify", "watch", "report", "override", "dashboard"];

const { values } = parseArgs({ options: { policy: { type: "string" } } });

rmSync("dist", { recursive: true, force: true });
const metafile = await bundle();
writeFileSync("dist/metafile.json", JSON.stringify(metafile));
say(sizes(metafile));
say(packPolicy(values.policy ?? ownPolicy() ?? "docs/examples/guardrail.yml"));

async function bundle(): Promise<Metafile> {
	const built = await build({
		entryPoints: functionNames.map((name) => `functions/${name}.ts`),
		outdir: "dist",
		entryNames: "[name]/index",
		outExtension: { ".js": ".mjs" },
		bundle: true,
		minify: true,
		format: "esm",
		platform: "node",
		target: "node24",
		// Otherwise the CommonJS half of each SDK package would be taken: 258 KB more.
		mainFields: ["module", "main"],
		legalComments: "none",
		// Asked for only where the environment has no credentials; in a Lambda it always has those of its role.
		external: [
			"@aws-sdk/credential-provider-ini",
			"@aws-sdk/credential-provider-login",
			"@aws-sdk/credential-provider-process",
			"@aws-sdk/credential-provider-sso",
			"@aws-sdk/credential-provider-web-identity",
		],
		metafile: true,
		// Packages in CommonJS ask for Node's own modules by `require`, which ESM does not have.
		banner: {
			js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
		},
	});
	return built.metafile;
}

function sizes(built: Metafile): string {
	return Object.entries(built.outputs)
		.map(([file, { bytes }]) => `${file.padEnd(26)} ${Math.ceil(bytes / 1_024)} KB`)
		.join("\n");
}

function ownPolicy(): string | null {
	return existsSync("guardrail.yml") ? "guardrail.yml" : null;
}

/** A policy that would not load in the cloud is refused here. */
function packPolicy(file: string): string {
	const loaded = loadPolicy(readFileSync(file, "utf8"), { file, defaultMode: "shadow" });
	if (!loaded.ok)
		throw new Error(`This policy cannot be packed:\n${formatProblems(loaded.problems)}`);
	copyFileSync(file, "dist/guardrail.yml");
	const { hash, budget } = loaded.policy;
	writeFileSync("dist/policy.json", JSON.stringify({ hash }));
	return `policy ${file}, ${budget.mode}, hash ${hash.slice(0, 12)}`;
}

function say(text: string): void {
	process.stdout.write(`${text}\n`);
}
