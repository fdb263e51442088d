import { defineConfig } from "vitest/config";
import CountReporter, { type Part } from "./test/reporter.ts";

const integration = ["test/**/*.integration.test.ts"];
/** What takes a minute: whole processes, whole days from the zips, and the zips themselves. */
const endToEnd = ["test/e2e/**/*.test.ts", "test/package/**/*.test.ts"];

const parts: readonly Part[] = [
	{ project: "unit", words: "the unit tests", command: "npm run test:unit" },
	{ project: "integration", words: "the integration tests", command: "npm run test:integration" },
	{ project: "e2e", words: "the end-to-end tests", command: "npm run test:e2e" },
];

export default defineConfig({
	test: {
		reporters: ["default", new CountReporter(parts)],
		// The default leaves a core idle, which on two is half of the machine.
		maxWorkers: "100%",
		projects: [
			{
				test: {
					name: "unit",
					include: ["test/**/*.test.ts"],
					exclude: [...integration, ...endToEnd],
					pool: "threads",
					isolate: false,
					// The slowest takes 4 s on an idle core: a busy machine is no failure.
					testTimeout: 30_000,
				},
			},
			{
				test: {
					name: "integration",
					include: integration,
					exclude: endToEnd,
					pool: "forks",
					testTimeout: 120_000,
					hookTimeout: 60_000,
				},
			},
			{
				test: {
					name: "e2e",
					include: endToEnd,
					pool: "forks",
					testTimeout: 600_000,
					hookTimeout: 120_000,
				},
			},
		],
	},
});
