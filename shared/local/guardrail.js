#!/usr/bin/env node
// Plain JavaScript, so that an older Node can still say what it lacks: main.ts needs one that runs
// TypeScript as it is.
/// <reference types="node" />
const needed = [22, 18];
const [major, minor] = process.versions.node.split(".").map(Number);

if (major > needed[0] || (major === needed[0] && minor >= needed[1])) {
	await import("./main.ts");
} else {
	process.stderr.write(
		`guardrail needs Node ${needed.join(".")} or newer and this is ${process.versions.node}: ` +
			"run it as npx guardrail after npm install, which brings Node 24 along on Linux, " +
			"or install Node 24 from https://nodejs.org.\n",
	);
	process.exitCode = 2;
}
