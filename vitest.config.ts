import { defineConfig } from "vitest/config";

const integration = ["test/**/*.integration.test.ts"];
const endToEnd = ["test/e2e/**/*.test.ts"];

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: "unit",
					include: ["test/**/*.test.ts"],
					exclude: [...integration, ...endToEnd],
					pool: "threads",
					isolate: false,
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
