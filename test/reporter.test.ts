import { describe, expect, test } from "vitest";
import { type Run, type RunModule, summarize } from "./reporter.ts";

const parts = [
	{ project: "unit", words: "the unit tests", command: "npm run test:unit" },
	{ project: "e2e", words: "the end-to-end tests", command: "npm run test:e2e" },
];

describe("the last line of a run", () => {
	test("says how many passed and failed, and nothing of skipped tests when there are none", () => {
		expect(lastLine(run([file("passed", "passed", "failed")]))).toBe("2 passed, 1 failed");
	});

	test("adds the skipped ones when there are any", () => {
		expect(lastLine(run([file("passed", "skipped")]))).toBe("1 passed, 0 failed, 1 skipped");
	});

	test("counts a skipped test as a failure on a build machine", () => {
		const onBuildMachine = run([file("passed", "skipped")], { skippedIsFailure: true });
		expect(lastLine(onBuildMachine)).toBe("1 passed, 1 failed, 1 skipped");
		expect(summarize(onBuildMachine).failed).toBe(1);
	});

	test("never reads as green when a file did not load", () => {
		const broken = { ...file(), errors: () => [new Error("syntax")] };
		expect(lastLine(run([broken, file("passed")]))).toBe("1 passed, 1 failed");
	});

	test("never reads as green when a suite could not be set up", () => {
		const broken = file("skipped");
		const children = { ...broken.children, allSuites: () => [{ errors: () => ["beforeAll"] }] };
		expect(lastLine(run([{ ...broken, children }]))).toBe("0 passed, 1 failed, 1 skipped");
	});

	test.each([
		["an error outside of any test", { unhandledErrors: 1 }],
		["an interruption", { interrupted: true }],
	])("never reads as green after %s", (_, changes) => {
		expect(lastLine(run([file("passed")], changes))).toBe("1 passed, 1 failed");
	});

	test("counts a test that never finished as failed", () => {
		expect(lastLine(run([file("pending")]))).toBe("0 passed, 1 failed");
	});
});

describe("what was left out", () => {
	test("names each part that did not run, and how to run it", () => {
		expect(summarize(run([file("passed")])).lines).toEqual([
			"Left out: the end-to-end tests (run them with `npm run test:e2e`).",
			"1 passed, 0 failed",
		]);
	});

	test("names each skipped test with its reason", () => {
		expect(summarize(run([file("skipped")], { parts: [] })).lines).toContain(
			"Skipped: test 0 (no Java here).",
		);
	});

	test("names no more than twenty skipped tests and counts the rest", () => {
		const many = file(...Array.from({ length: 23 }, () => "skipped"));
		const { lines } = summarize(run([many], { parts: [] }));
		expect(lines).toContain("Skipped: 3 more.");
		expect(lines).toHaveLength(22);
	});
});

function run(modules: readonly RunModule[], changes: Partial<Run> = {}): Run {
	return {
		modules,
		parts,
		unhandledErrors: 0,
		interrupted: false,
		skippedIsFailure: false,
		...changes,
	};
}

function file(...states: readonly string[]): RunModule {
	const tests = states.map((state, index) => ({
		fullName: `test ${index}`,
		result: () => ({ state, note: "no Java here" }),
	}));
	return {
		project: { name: "unit" },
		relativeModuleId: "test/some.test.ts",
		errors: () => [],
		children: { allTests: () => tests, allSuites: () => [] },
	};
}

function lastLine(of: Run): string | undefined {
	return summarize(of).lines.at(-1);
}
