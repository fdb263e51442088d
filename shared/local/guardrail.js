#!/usr/bin/env node
// Plain JavaScript, so that an older Node can still say what it lacks: main.ts needs one that runs
// TypeScript as it is.

import nodeModule from "node:module";

/** @type {{ versions: { node: string }, stderr: { write(text: string): void }, exitCode: number }} */
// oxlint-disable-next-line typescript/no-unsafe-assignment -- No types of Node reach plain JavaScript.
const host = process;
/** @type {{ enableCompileCache(): unknown }} */
// oxlint-disable-next-line typescript/no-unsafe-assignment -- No types of Node reach plain JavaScript.
const loader = nodeModule;
const needed = "22.18";

if (isAtLeast(host.versions.node, needed)) {
	// Stripping types and compiling is more than half of a short command: the next one finds it done.
	loader.enableCompileCache();
	await import("./main.ts");
} else {
	host.stderr.write(
		`guardrail needs Node ${needed} or newer and this is ${host.versions.node}: ` +
			"run it as npx guardrail after npm install, which brings Node 24 along on Linux, " +
			"or install Node 24 from https://nodejs.org.\n",
	);
	host.exitCode = 2;
}

/**
 * @param {string} version
 * @param {string} least
 */
function isAtLeast(version, least) {
	const [major = 0, minor = 0] = version.split(".").map(Number);
	const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
	return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
