import { Command } from "commander";
import type { Output } from "../cli/output.ts";
import { createProgress } from "../cli/progress.ts";
import { UsageError } from "../cli/usage-error.ts";
import type { Coverage } from "../evaluate/coverage.ts";
import { DataError } from "../evaluate/data-error.ts";
import { type EvaluateReport, evaluate } from "../evaluate/evaluate.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

export function evaluateCommand(): Command {
	const command = new Command("evaluate")
		.description("Feed recorded traffic and spend through the detectors and the forecaster.")
		.requiredOption("--data <folder>", "folder with the recorded series (CSV)")
		.requiredOption("--out <folder>", "folder for alerts, forecasts and actual totals (CSV)")
		.option("--no-traffic", "let the spend detectors see replicas and configuration alone")
		.addHelpText(
			"after",
			"\nExamples:\n  guardrail evaluate --data recorded --out evaluation --json",
		);
	return withOutputFlags(command).action(() => run(command));
}

type Flags = { data: string; out: string; traffic: boolean };

async function run(command: Command): Promise<void> {
	const { data, out, traffic } = command.opts<Flags>();
	const output = outputOf(command);
	const report = await evaluated({ data, out, traffic });
	output.json(report);
	print(output, report);
	output.hint(`the files are in ${out}`);
}

async function evaluated({ data, out, traffic }: Flags): Promise<EvaluateReport> {
	const shown: { bar?: ReturnType<typeof createProgress> } = {};
	try {
		return await evaluate({
			dataFolder: data,
			outFolder: out,
			withTraffic: traffic,
			onProgress: (done, total) => {
				shown.bar ??= createProgress({ stream: process.stderr, label: "evaluate", total });
				shown.bar.update(done, "series");
			},
		});
	} catch (error) {
		if (!(error instanceof DataError)) throw error;
		throw new UsageError(error.message, "guardrail evaluate --help");
	} finally {
		shown.bar?.finish();
	}
}

function print(output: Output, report: EvaluateReport): void {
	output.line(`${report.series} series · ${report.days} days · ${report.fleets} fleets`);
	output.line();
	output.table({
		rows: Object.entries(report.alertsBegun),
		columns: [
			{ heading: "DETECTOR", value: ([name]) => name },
			{ heading: "ALERTS", value: ([, count]) => String(count), align: "right" },
		],
	});
	output.line();
	printCoverage(output, report);
	output.line();
	const { traffic, replicas, forecastErrors, together } = report.stateBytes;
	output.line(
		`State per endpoint, largest: traffic ${traffic} B, replicas ${replicas} B, forecast ${forecastErrors} B; together ${together} B`,
	);
}

function printCoverage(output: Output, { coverage }: EvaluateReport): void {
	const rows = [
		...coverage.fleet.map((each) => ({ ...each, of: "fleets" })),
		...coverage.fleetSums.map((each) => ({ ...each, of: "fleets, by their sums" })),
		...coverage.endpoint.map((each) => ({ ...each, of: "endpoints" })),
	];
	const pct = (of: (row: Coverage) => number) => (row: Coverage) => `${of(row).toFixed(1)} %`;
	output.table({
		rows,
		columns: [
			{ heading: "DAY END OF", value: ({ of }) => of },
			{ heading: "AT", value: ({ hour }) => `${hour} h`, align: "right" },
			{ heading: "DAYS", value: ({ days }) => String(days), align: "right" },
			{ heading: "IN P10..P90", value: pct(({ coveredPct }) => coveredPct), align: "right" },
			{ heading: "MEAN ERROR", value: pct(({ meanErrorPct }) => meanErrorPct), align: "right" },
			{ heading: "MEDIAN", value: pct(({ medianErrorPct }) => medianErrorPct), align: "right" },
		],
	});
}
