import { Command } from "commander";
import { exitCodes } from "../cli/exit-codes.ts";
import { setExitCode } from "../cli/run-command.ts";
import { type Check, runChecks } from "../doctor/run-checks.ts";
import { together } from "../doctor/together.ts";
import { defaultScenario } from "../scenario-named.ts";
import { version } from "../version.ts";
import { wrapped } from "./print-section.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

export function doctorCommand(): Command {
	const command = new Command("doctor")
		.description("Check settings, policy, token, account and channels, and say how to mend each.")
		.option("--policy <file>", "policy file (default: guardrail.yml, if it is there)")
		.option("--namespace <name>", "the namespace to check (default: that of the token)")
		.option(
			"--scenario <name>",
			"without a token: the simulated account to hold it against",
			defaultScenario,
		)
		.addHelpText(
			"after",
			"\nExamples:\n  guardrail doctor\n  HF_TOKEN=hf_... guardrail doctor --json",
		);
	return withOutputFlags(command).action(() => run(command));
}

type Flags = { readonly policy?: string; readonly namespace?: string; readonly scenario: string };

async function run(command: Command): Promise<void> {
	const { policy, namespace = null, scenario } = command.opts<Flags>();
	const policyFile = policy ?? "guardrail.yml";
	const checks = await runChecks({
		policyFile,
		mustExist: policy !== undefined,
		namespace,
		scenario,
	});
	const output = outputOf(command);
	const count = (state: Check["state"]) => checks.filter((check) => check.state === state).length;
	output.json({ version, checks });
	output.line(`guardrail ${version} · ${checks.length} checks`);
	for (const { state, names, detail, remedy } of together(checks)) {
		// A list of names is longer than the column; what they share stands below it.
		const [first = "", ...others] = names;
		const where = others.length === 0 ? `${first.padEnd(14)} ${detail}` : names.join(", ");
		output.line(`  ${state.padEnd(4)}  ${where}`);
		if (others.length > 0) for (const line of wrapped(detail)) output.line(`        ${line}`);
		if (remedy !== null) output.line(`        → ${remedy}`);
	}
	output.line(
		`${count("ok")} ok · ${count("warn")} warn · ${count("fail")} fail · ${count("skip")} skip`,
	);
	if (count("fail") > 0) setExitCode(command, exitCodes.failure);
}
