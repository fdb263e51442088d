import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { expect, test } from "vitest";

const bin = "shared/local/guardrail.js";

/** This Node, which says that it is another one. */
function runAs(version: string) {
	const versions = `{ ...process.versions, node: ${JSON.stringify(version)} }`;
	const pretend = `Object.defineProperty(process, "versions", { value: ${versions} });`;
	const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
	return spawnSync(process.execPath, ["--import", preload, bin, "--help"], { encoding: "utf8" });
}

test.each(["20.20.2", "22.17.1", "18.0.0"])(
	"Node %s is told what it lacks, status 2",
	(version) => {
		const { status, stdout, stderr } = runAs(version);
		expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
		expect(stderr).toContain(`needs Node 22.18 or newer and this is ${version}`);
		expect(stderr.trimEnd().split("\n")).toHaveLength(1);
	},
);

test.each(["22.18.0", "23.0.0", "24.21.0", "26.1.0"])(
	"Node %s goes on to the program",
	(version) => {
		expect(runAs(version).stderr).not.toContain("needs Node");
	},
);

test("the file can be run itself", () => {
	accessSync(bin, constants.X_OK);
	const mode = execFileSync("git", ["ls-files", "--stage", bin], { encoding: "utf8" });
	expect(mode).toMatch(/^100755 /);
});
