/** A file that breaks one rule, and one like it that does not. */
export interface Planted {
	readonly check: string;
	readonly bad: string;
	readonly good: string;
	/** Where both stand; a file of the app unless told. */
	readonly path?: string;
	/** For rules about names: where the good one stands. */
	readonly goodPath?: string;
}

const lines = (count: number) => "const a = 1;\n".repeat(count);
const functionOf = (count: number) => `function long() {\n${lines(count - 2)}}\n`;
const inDescribe = (count: number) => `describe("x", () => {\n${lines(count - 2)}});\n`;

export const planted: readonly Planted[] = [
	{ check: "wall-clock", bad: "const now = Date.now();", good: "const now = clock.now();" },
	{ check: "wall-clock", bad: "new Date();", good: "new Date(now).toISOString();" },
	{ check: "wall-clock", bad: "Date();", good: "// Date.now() is not for us\n" },
	{ check: "wall-clock", bad: "globalThis.performance.now();", good: '"Date.now()";' },
	{
		check: "wall-clock",
		path: "shared/core/reading/read.ts",
		bad: "export const day = new Date(now).getUTCDay();",
		good: "export const day = period.Date;",
	},
	{ check: "timers", bad: "setTimeout(go, 1);", good: "clock.sleep(1); x.setTimeout = 1;" },
	{ check: "timers", bad: "setInterval(go, 1);", good: "const setIntervalMs = 1;" },
	{ check: "randomness", bad: "Math.random();", good: "Math.round(1);" },
	{ check: "randomness", bad: "crypto.randomUUID();", good: "ids.next();" },
	{ check: "randomness", bad: "randomBytes(8);", good: "bytes(8);" },
	{ check: "environment", bad: "const { env } = process.env;", good: "const { env } = settings;" },
	{ check: "environment", bad: 'process.env["HOME"];', good: "process.exit;" },
	{ check: "console", bad: "console.log(1);", good: 'log.info("console.log");' },
	{ check: "any", bad: "const a = b as any;", good: "const any = b as unknown;" },
	{ check: "any", bad: "function f(a: any[]) {}", good: "// any of them\n" },
	{ check: "zod-whole", bad: 'import { z } from "zod";', good: 'import * as z from "zod";' },
	{ check: "zod-whole", bad: 'import z from "zod";', good: 'import { z } from "./zod.ts";' },
	{ check: "file-length", bad: lines(301), good: lines(300) },
	{ check: "function-length", bad: functionOf(61), good: functionOf(60) },
	{ check: "function-length", bad: `const a = () => {${lines(60)}}`, good: inDescribe(200) },
	{ check: "handler-length", path: "functions/guard.ts", bad: lines(41), good: lines(40) },
	named("kebab-case", "shared/app/guardBudget.ts", "shared/app/guard-budget.test.ts"),
	named("kebab-case", "shared/App/guard.ts", "README.md"),
	named("kebab-case", "docs/Operations.md", "docs/decisions/README.md"),
	named("kebab-case", "test/a/guard_budget.ts", "test/a/guard.integration.test.ts"),
	named("meaningless-name", "shared/app/date-utils.ts", "shared/app/utilisation.ts"),
	named("meaningless-name", "shared/helpers/date.ts", "shared/app/commons-licence.ts"),
	named("known-stage", "shared/core/forecast/line.ts", "shared/core/reading/forecast.ts"),
	{
		check: "same-endpoint",
		bad: "const isIt = held.endpoint === name && held.createdAt === createdAt;",
		good: "const isIt = isSameEndpoint(held, step) && notice.createdAt === now;",
	},
	{
		check: "same-endpoint",
		bad: "if (fresh?.createdAt !== step.createdAt) return null;",
		good: "if (!isSameEndpoint(fresh, step)) return null;",
	},
	{ check: "left-over", bad: "// TODO: later", good: "// The list of to-dos stays here." },
	{ check: "left-over", bad: "# FIXME", good: "# Fixed", path: "docs/operations.md" },
	{ check: "type-check-off", bad: "// @ts-ignore", good: "// @ts-expect-error: proves the type" },
	{ check: "test-off", bad: 'test.skip("x", f);', good: 'context.skip("no Java");' },
	{ check: "test-off", bad: 'describe.only("x", f);', good: "table.only(1);" },
	{ check: "test-off", bad: 'test.concurrent.todo("x");', good: "test.each(rows);" },
	{ check: "test-off", bad: "fit(f);", good: "Never `test.skip`.", goodPath: "docs/tests.md" },
	{ check: "machine-path", bad: '"/home/someone/main"', good: '"shared/home/main"' },
	{ check: "machine-path", bad: "cd /root/project", good: "https://example.org/home/" },
	{ check: "secret", bad: `hf_${"aB3".repeat(10)}`, good: "hf_exampleexampleexampleexample" },
	{ check: "secret", bad: `whsec_${"aB3".repeat(10)}`, good: "whsec_short" },
	{ check: "secret", bad: `AKIA${"ABC1".repeat(4)}`, good: "AKIAEXAMPLE" },
];

function named(check: string, path: string, goodPath: string): Planted {
	return { check, path, goodPath, bad: "", good: "" };
}
