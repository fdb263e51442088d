import { Command } from "commander";
import { billStore } from "../../app/store/bill-store.ts";
import { readSettings } from "../../config/settings.ts";
import { clockText } from "../../core/notify/clock-text.ts";
import { moneyText } from "../../core/notify/money-text.ts";
import { correctedBy } from "../../core/pricing/bill/corrected-by.ts";
import { dayOf } from "../../core/reading/period.ts";
import type { Reconciliation } from "../../domain/bill.ts";
import type { Costs } from "../../domain/costs.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Output } from "../cli/output.ts";
import { UsageError } from "../cli/usage-error.ts";
import { type OpenStore, runningOrStored, type WhereToRead } from "../read-store.ts";
import { runningFrom } from "../running-guardrail.ts";
import { driftText } from "./drift-text.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

export function billCommand(): Command {
	const command = new Command("bill")
		.description("Show what was metered beside what Hugging Face billed, endpoint by endpoint.")
		.option("--url <url>", "address of the guardrail (default: http://127.0.0.1:PORT)")
		.option("--store <name>", "read this store of the folder, whatever runs")
		.addHelpText("after", "\nExamples:\n  guardrail bill\n  guardrail bill --json");
	return withOutputFlags(command).action(() => run(command));
}

async function run(command: Command): Promise<void> {
	const flags = command.opts<WhereToRead>();
	const found = await runningOrStored(flags, () => askBill(flags), readBill);
	const output = outputOf(command);
	const { namespace, bill, correctedToday } = found;
	output.json({ namespace, bill, correctedToday });
	const problem = problemOf(bill);
	if (problem !== null) output.line(problem);
	else if (bill !== null) print(output, found, bill);
}

type FoundBill = Pick<Costs, "bill" | "correctedToday"> & {
	readonly namespace: string;
	readonly zone: string;
};

async function askBill({ url }: WhereToRead): Promise<FoundBill> {
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	const { namespace, costs, policy } = await runningFrom(read.settings, url).readState();
	return { namespace, zone: policy.budget.zone, ...costs };
}

async function readBill({ table, namespace, zone, at }: OpenStore): Promise<FoundBill> {
	const store = billStore(table, namespace);
	const window = { from: dayOf(at, zone).from, to: at };
	const corrections = await store.readCorrections(window);
	const { value: bill } = await store.readState();
	return { namespace, zone, bill, correctedToday: correctedBy(corrections, window) };
}

/** Why there is nothing to show; null: there is. */
function problemOf(bill: Reconciliation | null): string | null {
	if (bill === null) return "the bill was not asked for yet";
	if (bill.access === "refused") return "no access to the bill: the token cannot read it";
	return bill.drift === null ? "nothing is old enough to be compared" : null;
}

function print(output: Output, found: FoundBill, { comparisons, drift }: Reconciliation): void {
	const { namespace, zone } = found;
	const last = comparisons.at(-1);
	if (drift === null || last === undefined) return;
	const when = (at: Instant) => clockText(at, zone);
	output.line(
		`${namespace} · ${(drift.ratio * 100).toFixed(1)} % apart · metered ${moneyText(drift.metered.point)}, billed ${moneyText(drift.billedMicroUsd)}`,
	);
	const booked = last.booked ? "the difference is booked" : "nothing was booked";
	output.line(`newest window, ${when(last.from)} to ${when(last.to)}: ${booked}`);
	output.line();
	output.table({
		rows: last.endpoints,
		columns: [
			{ heading: "ENDPOINT", value: ({ endpoint }) => endpoint },
			{ heading: "METERED", value: ({ metered }) => moneyText(metered.point), align: "right" },
			{
				heading: "BILLED",
				value: ({ billedMicroUsd }) => moneyText(billedMicroUsd),
				align: "right",
			},
			{ heading: "DRIFT", value: driftText, align: "right" },
		],
	});
	if (drift.suspendsPoint) output.line("\nmetered more than billed: trim is suspended");
}
