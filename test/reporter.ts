import type { Reporter } from "vitest/node";

/** A part of the tests that a run may leave out, and how a person runs it. */
export interface Part {
	readonly project: string;
	readonly words: string;
	readonly command: string;
}

/** What the count needs of a finished test, suite or file. Vitest's own objects fit. */
export interface RunModule {
	readonly project: { readonly name: string };
	readonly relativeModuleId: string;
	errors(): readonly unknown[];
	readonly children: {
		allTests(): Iterable<RunTest>;
		allSuites(): Iterable<{ errors(): readonly unknown[] }>;
	};
}

interface RunTest {
	readonly fullName: string;
	result(): { readonly state: string; readonly note?: string | undefined };
}

export interface Run {
	readonly modules: readonly RunModule[];
	/** Errors outside of any test, such as a promise that nobody awaited. */
	readonly unhandledErrors: number;
	readonly interrupted: boolean;
	readonly parts: readonly Part[];
	/** On a build machine nobody reads what was skipped, so there a skipped test is a failure. */
	readonly skippedIsFailure: boolean;
}

interface Summary {
	readonly lines: readonly string[];
	readonly failed: number;
}

/** Names at most this many skipped tests; the rest are counted. */
const namedSkippedMax = 20;

/** Ends a run with what was left out, in words, and with the line `N passed, N failed`. */
export default class CountReporter implements Reporter {
	readonly #parts: readonly Part[];

	constructor(parts: readonly Part[]) {
		this.#parts = parts;
	}

	onTestRunEnd: NonNullable<Reporter["onTestRunEnd"]> = (modules, unhandledErrors, reason) => {
		const { lines, failed } = summarize({
			modules,
			unhandledErrors: unhandledErrors.length,
			interrupted: reason === "interrupted",
			parts: this.#parts,
			skippedIsFailure: Boolean(process.env["CI"]),
		});
		if (failed > 0) process.exitCode = 1;
		console.log(lines.join("\n"));
	};
}

/** The last lines of a run. A broken file, suite or run counts as a failure of its own. */
export function summarize(run: Run): Summary {
	const tests = run.modules.flatMap((module) => [...module.children.allTests()]);
	const inState = (state: string) => tests.filter((test) => test.result().state === state);
	const skipped = inState("skipped");
	const passed = inState("passed").length;
	const unfinished = tests.length - passed - skipped.length;
	const broken = unfinished + errorsOutsideTests(run);
	const failed = broken + (run.skippedIsFailure ? skipped.length : 0);
	const counts = [`${passed} passed`, `${failed} failed`];
	if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
	return { failed, lines: [...leftOut(run, skipped), counts.join(", ")] };
}

function errorsOutsideTests({ modules, unhandledErrors, interrupted }: Run): number {
	const broken = modules
		.flatMap((module) => [module, ...module.children.allSuites()])
		.filter((suite) => suite.errors().length > 0);
	return broken.length + unhandledErrors + (interrupted ? 1 : 0);
}

function leftOut(run: Run, skipped: readonly RunTest[]): string[] {
	const ran = new Set(run.modules.map((module) => module.project.name));
	const parts = run.parts
		.filter((part) => !ran.has(part.project))
		.map((part) => `Left out: ${part.words} (run them with \`${part.command}\`).`);
	const named = skipped.slice(0, namedSkippedMax).map(skippedInWords);
	const unnamed = skipped.length - named.length;
	if (unnamed > 0) named.push(`Skipped: ${unnamed} more.`);
	if (run.skippedIsFailure && skipped.length > 0)
		named.push("On a build machine (CI is set) a skipped test counts as a failure too.");
	return [...parts, ...named];
}

function skippedInWords(test: RunTest): string {
	return `Skipped: ${test.fullName} (${test.result().note ?? "no reason given"}).`;
}
