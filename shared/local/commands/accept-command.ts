import { Command } from "commander";
import { type Granted, grantedOrThrow, type OverrideFlags, sendOverride } from "./send-override.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

const defaultReason = "guardrail accept from the command line";

export function acceptCommand(): Command {
	const command = new Command("accept")
		.description("Approve what an endpoint is set to now: no drift, and its maximum is expected.")
		.argument("<endpoint>", "one endpoint")
		.option("--reason <text>", "why; it is on record", defaultReason)
		.option("--actor <name>", "who approves it (default: your user name)")
		.option("--namespace <name>", "namespace (default: that of the running guardrail)")
		.option("--url <url>", "address of the guardrail (default: http://127.0.0.1:PORT)")
		.addHelpText("after", "\nExamples:\n  guardrail accept llama-8b-chat");
	return withOutputFlags(command).action((endpoint: string) => run(command, endpoint));
}

async function run(command: Command, endpoint: string): Promise<void> {
	const flags = command.opts<OverrideFlags>();
	const granted = grantedOrThrow(
		await sendOverride({ kind: "accept", endpoint, until: null }, flags),
	);
	const output = outputOf(command);
	output.json(granted);
	output.line(acceptedText(granted, endpoint));
	output.hint(`guardrail accept ${endpoint} approves what it is set to later`);
}

/** Done when it is granted: the order ends, what it approved stands. */
export function acceptedText({ effect }: Pick<Granted, "effect">, endpoint: string): string {
	return `${effect}. That stands until ${endpoint} is accepted again, or made anew; nothing ends it by itself.`;
}
