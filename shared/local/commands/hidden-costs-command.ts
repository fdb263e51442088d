import { Command } from "commander";
import { readSettings } from "../../config/settings.ts";
import { moneyText } from "../../core/notify/money-text.ts";
import type { EndpointHiddenCosts, HiddenCosts } from "../../domain/hidden-costs.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Output } from "../cli/output.ts";
import { UsageError } from "../cli/usage-error.ts";
import { runningFrom } from "../running-guardrail.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

export function hiddenCostsCommand(): Command {
	const command = new Command("hidden-costs")
		.description("Show modelled costs beside compute: not in the spend, not on the bill.")
		.option("--url <url>", "address of the guardrail (default: http://127.0.0.1:PORT)")
		.addHelpText(
			"after",
			"\nThe rates are settings: hiddenCosts in guardrail.yml.\n\nExamples:\n  guardrail hidden-costs\n  guardrail hidden-costs --json",
		);
	return withOutputFlags(command).action(() => run(command));
}

async function run(command: Command): Promise<void> {
	const { url } = command.opts<{ url?: string }>();
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	const model = await runningFrom(read.settings, url).readState();
	const output = outputOf(command);
	const { hidden } = model.costs;
	const rates = model.policy.accounting.hiddenCosts;
	output.json({ namespace: model.namespace, isInSpend: false, rates, hidden });
	if (hidden === null) output.line("nothing is metered yet");
	else print(output, hidden);
}

function print(output: Output, hidden: HiddenCosts): void {
	output.line("modelled for today so far: in no spend and on no bill");
	output.line();
	output.table({
		rows: hidden.endpoints,
		columns: [
			{ heading: "ENDPOINT", value: ({ endpoint }) => endpoint },
			{ heading: "COLD STARTS", value: ({ coldStarts }) => String(coldStarts), align: "right" },
			{ heading: "FETCHED", value: (row) => known(row.transferMicroUsd), align: "right" },
			{ heading: "COPIES", value: (row) => known(row.storageMicroUsd), align: "right" },
			{ heading: "SCALE EVENTS", value: overheadText, align: "right" },
		],
	});
	output.line();
	output.line(
		`together ${rangeText(hidden.totalMicroUsd)}, traffic across regions ${egressText(hidden)}`,
	);
	output.line(`initialising ${moneyText(hidden.initialising.point)}: in the spend already`);
	if (hidden.unknownModels.length > 0) {
		output.line(`size not known, left out: ${hidden.unknownModels.join(", ")}`);
	}
}

function overheadText({ scaleEvents, overheadMicroUsd }: EndpointHiddenCosts): string {
	return `${scaleEvents}: ${rangeText(overheadMicroUsd)}`;
}

function egressText({ egressMicroUsd }: HiddenCosts): string {
	return egressMicroUsd === 0
		? "left out (hiddenCosts.egressGbPerDay)"
		: `of it ${moneyText(egressMicroUsd)}`;
}

function known(amount: MicroUsd | null): string {
	return amount === null ? "–" : moneyText(amount);
}

function rangeText({ lo, hi }: { readonly lo: MicroUsd; readonly hi: MicroUsd }): string {
	return lo === hi ? moneyText(lo) : `${moneyText(lo)} to ${moneyText(hi)}`;
}
