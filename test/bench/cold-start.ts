import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { BenchResult } from "./bench-result.ts";

const rounds = 11;
/** Of guard and meter, which run every minute; times an empty handler in the same run. */
const targetRatio = 7;
const measured: readonly string[] = ["guard", "meter"];

/** How long a fresh process takes until the bundle is loaded: median of 11, in turns with an empty one. */
export async function coldStart(): Promise<BenchResult> {
	execFileSync(process.execPath, ["build.ts"], { stdio: "ignore" });
	const folder = mkdtempSync(join(tmpdir(), "cold-start-"));
	try {
		const times = measure(subjects(folder));
		const empty = median(times.get("empty") ?? []);
		const rows = [...times].map(([name, all]) => ({ name, ratio: median(all) / empty, all }));
		return {
			lines: rows.map(({ name, ratio, all }) => rowOf(name, ratio, median(all))),
			isMet: rows.every(({ name, ratio }) => !measured.includes(name) || ratio <= targetRatio),
		};
	} finally {
		rmSync(folder, { recursive: true });
	}
}

type Subject = { readonly name: string; readonly runner: string };

/** The time is taken inside the process, from its own start to the end of the import. */
function subjects(folder: string): Subject[] {
	const empty = join(folder, "empty.mjs");
	writeFileSync(empty, "export const handler = async () => ({});\n");
	const functions = readdirSync("dist", { withFileTypes: true }).filter((entry) =>
		entry.isDirectory(),
	);
	const bundles = functions.map(({ name }): [string, string] => [
		name,
		resolve("dist", name, "index.mjs"),
	]);
	return [["empty", empty] as const, ...bundles].map(([name, file]) => {
		const runner = join(folder, `run-${name}.mjs`);
		const address = JSON.stringify(pathToFileURL(file).href);
		writeFileSync(
			runner,
			`await import(${address});\nprocess.stdout.write(String(performance.now()));\n`,
		);
		return { name, runner };
	});
}

function measure(all: readonly Subject[]): Map<string, number[]> {
	const times = new Map<string, number[]>(all.map(({ name }) => [name, []]));
	// The first round only warms the disk's cache.
	for (let round = 0; round <= rounds; round += 1) {
		for (const { name, runner } of all) {
			const ms = Number(execFileSync(process.execPath, [runner], { env: lambdaLike }));
			if (round > 0) times.get(name)?.push(ms);
		}
	}
	return times;
}

const lambdaLike = {
	AWS_REGION: "eu-central-1",
	AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
	AWS_LAMBDA_FUNCTION_NAME: "bench",
};

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function rowOf(name: string, ratio: number, ms: number): string {
	return `${name.padEnd(10)} ${ms.toFixed(0).padStart(4)} ms  ${ratio.toFixed(1).padStart(4)} × empty`;
}
