import { expect, test } from "vitest";
import { UsageError } from "../../../shared/local/cli/usage-error.ts";
import { planCommand } from "../../../shared/local/commands/plan-command.ts";

test.each([
	[["--at", "163"], "--at"],
	[["--seed", "2"], "--seed"],
	[["--seed", "1", "--at", "130"], "--at"],
] as const)(
	"a plan with %j and no scenario is a usage error that names the scenarios",
	async (args, flag) => {
		const refused = await planCommand()
			.parseAsync([...args], { from: "user" })
			.catch((error: unknown) => error);
		expect(refused).toBeInstanceOf(UsageError);
		expect(refused).toMatchObject({
			message: `${flag} is for a simulated day only`,
			hint: expect.stringMatching(/^--scenario NAME: one of .*runaway-replicas/),
		});
	},
);
