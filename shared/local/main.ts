import { Command } from "commander";
import { runCommand } from "./cli/run-command.ts";
import { acceptCommand } from "./commands/accept-command.ts";
import { accountCommand } from "./commands/account-command.ts";
import { auditCommand } from "./commands/audit-command.ts";
import { billCommand } from "./commands/bill-command.ts";
import { demoCommand } from "./commands/demo-command.ts";
import { doctorCommand } from "./commands/doctor-command.ts";
import { evaluateCommand } from "./commands/evaluate-command.ts";
import { hiddenCostsCommand } from "./commands/hidden-costs-command.ts";
import { notifyCommand } from "./commands/notify-command.ts";
import { overrideCommand } from "./commands/override-command.ts";
import { planCommand } from "./commands/plan-command.ts";
import { pricesCommand } from "./commands/prices-command.ts";
import { restoreCommand } from "./commands/restore-command.ts";
import { savingsCommand } from "./commands/savings-command.ts";
import { scheduleCommand } from "./commands/schedule-command.ts";
import { simulatorCommand } from "./commands/simulator-command.ts";
import { spendCommand } from "./commands/spend-command.ts";
import { startCommand } from "./commands/start-command.ts";
import { version } from "./version.ts";

const program = new Command("guardrail")
	.description("Holds what a Hugging Face namespace spends on Inference Endpoints to a budget.")
	.version(version)
	.addHelpText(
		"after",
		"\nExamples:\n  guardrail start\n  guardrail demo --scenario runaway-replicas --days 2",
	);

for (const make of [
	startCommand,
	demoCommand,
	simulatorCommand,
	planCommand,
	pricesCommand,
	billCommand,
	hiddenCostsCommand,
	spendCommand,
	overrideCommand,
	auditCommand,
	notifyCommand,
	restoreCommand,
	acceptCommand,
	scheduleCommand,
	savingsCommand,
	doctorCommand,
	evaluateCommand,
	accountCommand,
]) {
	program.addCommand(make());
}

process.exitCode = await runCommand(program, {
	argv: process.argv.slice(2),
	stdout: process.stdout,
	stderr: process.stderr,
});
