import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleContents } from "./bundle-contents.ts";
import { type Packaged, packaged } from "./packaged.ts";
import { readTemplate } from "./template.ts";

const functionNames = ["meter", "guard", "notify", "watch", "report", "override", "dashboard"];

let first: Packaged;
let second: Packaged;
beforeAll(async () => {
	first = await packaged();
	second = await packaged();
});
afterAll(() => {
	first.remove();
	second.remove();
});

function zipOf({ folder }: Packaged, functionName: string): string {
	return join(folder, ".serverless", `${functionName}.zip`);
}

function sha256(path: string): string {
	return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** The text of one file in a zip. */
function unzipped(zip: string, file: string): string {
	return execFileSync("unzip", ["-p", zip, file], { encoding: "utf8", maxBuffer: 10_000_000 });
}

function entriesOf(zip: string): string[] {
	return execFileSync("unzip", ["-Z1", zip], { encoding: "utf8" }).trim().split("\n");
}

test("there is one zip for each function and no other", () => {
	const zips = readdirSync(join(first.folder, ".serverless")).filter((name) =>
		name.endsWith(".zip"),
	);
	expect(new Set(zips)).toEqual(new Set(functionNames.map((name) => `${name}.zip`)));
});

describe.each(functionNames)("the zip of %s", (name) => {
	test("is the same byte for byte when it is built again elsewhere", () => {
		expect(sha256(zipOf(first, name))).toBe(sha256(zipOf(second, name)));
	});

	test("holds its bundle and the policy", () => {
		const bundle = `dist/${name}/index.mjs`;
		const entries = new Set(entriesOf(zipOf(first, name)));
		expect(entries).toEqual(new Set(["dist/guardrail.yml", bundle]));
	});

	test("holds no secret, no folder of this machine and nothing of the simulated account", () => {
		const text = unzipped(zipOf(first, name), `dist/${name}/index.mjs`);
		expect(text).not.toMatch(/hf_[A-Za-z0-9]{8}|whsec_[A-Za-z0-9+/]{8}|AKIA[0-9A-Z]{16}/);
		expect(text).not.toContain(first.folder);
		const { files } = bundleContents(first.folder, name);
		expect(files.filter((file) => /shared\/(simulator|local)\/|^test\//.test(file))).toEqual([]);
	});

	test("has no code that can change the account, unless it is guard's", () => {
		const { files } = bundleContents(first.folder, name);
		const writers = files.filter((file) => file.endsWith("huggingface/fleet-writer.ts"));
		expect(writers).toHaveLength(name === "guard" ? 1 : 0);
	});
});

describe.each(["meter", "guard"])("the bundle of %s, which runs every minute,", (name) => {
	test("stays below 800 KB, and only these packages fill it", () => {
		const { bytes, shares } = bundleContents(first.folder, name);
		const shown = shares
			.slice(0, 8)
			.map(([owner, size]) => `${owner} ${Math.round(size / 1_024)} KB`);
		expect(bytes / 1_024, shown.join(", ")).toBeLessThanOrEqual(800);
		const large = shares.filter(([, size]) => size > 40 * 1_024).map(([owner]) => owner);
		expect(new Set(large)).toEqual(
			new Set(["@smithy/*", "own", "yaml", "zod", "@aws-sdk/client-ssm"]),
		);
	});
});

test("the hash that the stack's output shows is that of the policy in the zips", () => {
	const { Outputs } = readTemplate(first.folder);
	const text = unzipped(zipOf(first, "guard"), "dist/guardrail.yml");
	expect(Outputs["PolicyHash"]?.Value).toBe(createHash("sha256").update(text).digest("hex"));
});
