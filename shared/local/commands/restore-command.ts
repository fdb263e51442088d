import { Command } from "commander";
import { UsageError } from "../cli/usage-error.ts";
import { grantedText } from "./override-command.ts";
import { grantedOrThrow, type OverrideFlags, sendOverride } from "./send-override.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

const defaultReason = "guardrail restore from the command line";

export function restoreCommand(): Command {
	const command = new Command("restore")
		.description("Put back what the guard holds, exactly as it was, and leave it alone for 2 h.")
		.argument("[endpoint]", "one endpoint")
		.option("--all", "everything that the guard holds")
		.option("--reason <text>", "why; it is on record", defaultReason)
		.option("--actor <name>", "who orders it (default: your user name)")
		.option("--namespace <name>", "namespace (default: that of the running guardrail)")
		.option("--url <url>", "address of the guardrail (default: http://127.0.0.1:PORT)")
		.addHelpText(
			"after",
			"\nExamples:\n  guardrail restore --all\n  guardrail restore llama-8b-chat",
		);
	return withOutputFlags(command).action((endpoint?: string) => run(command, endpoint ?? null));
}

async function run(command: Command, endpoint: string | null): Promise<void> {
	const flags = command.opts<OverrideFlags & { all?: boolean }>();
	if ((endpoint === null) === (flags.all !== true)) {
		throw new UsageError("name one endpoint, or say --all", "guardrail restore --all");
	}
	const granted = grantedOrThrow(
		await sendOverride({ kind: "restore-now", endpoint, until: null }, flags),
	);
	const output = outputOf(command);
	output.json(granted);
	output.line(grantedText(granted));
	if (granted.putsBack?.length !== 0)
		output.hint("the page shows each endpoint as it comes back, most critical first");
	else output.hint(`guardrail override revoke ${granted.overrideId} --reason "..." ends it sooner`);
}
