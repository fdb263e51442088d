import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { isTimeZone, nearestTimeZone } from "../../config/time-zone.ts";
import { type AccountDay, accountDays } from "../account/account-days.ts";
import { type Prices, readPrices } from "../account/read-prices.ts";
import { type ReadRanges, readRanges } from "../account/read-ranges.ts";
import type { Output } from "../cli/output.ts";
import { UsageError } from "../cli/usage-error.ts";
import { DataError } from "../evaluate/data-error.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

export function accountCommand(): Command {
	const command = new Command("account")
		.description("Account recorded stage ranges of replicas: seconds and money by local day.")
		.requiredOption("--ranges <file>", "CSV: endpoint,replica,stage,start,stop (ISO 8601)")
		.requiredOption("--prices <file>", 'JSON: {"endpoint": usdPerHour}')
		.requiredOption("--zone <zone>", "IANA time zone of the days, such as Europe/Berlin")
		.addHelpText(
			"after",
			"\nCounted are initializing, running, and what is not documented as free: downloading, pulling," +
				"\nterminating and unknown stages. Not counted: pending, stopped, paused, scaledToZero, failed." +
				"\n\nExamples:\n  guardrail account --ranges ranges.csv --prices prices.json --zone Europe/Berlin --json",
		);
	return withOutputFlags(command).action(() => run(command));
}

type Flags = { ranges: string; prices: string; zone: string };

async function run(command: Command): Promise<void> {
	const { ranges, prices, zone } = command.opts<Flags>();
	const output = outputOf(command);
	refuseUnknownZone(zone);
	try {
		const read = await readRanges(textOf(ranges), ranges);
		const days = daysOf(read, { zone, prices: await pricesIn(prices), file: prices, ranges });
		warnOfOpenRanges(output, read);
		warnOfUnknownStages(output, read);
		if (days.length === 0)
			output.warn(`${ranges}: no second of it is billed, so there is nothing to list`);
		output.json(days);
		if (days.length > 0) print(output, days);
	} catch (error) {
		if (!(error instanceof DataError)) throw error;
		throw new UsageError(error.message, "guardrail account --help");
	}
}

function refuseUnknownZone(zone: string): void {
	if (isTimeZone(zone)) return;
	const near = nearestTimeZone(zone);
	const hint = near === null ? "an IANA name such as Europe/Berlin" : `did you mean ${near}?`;
	throw new UsageError(`there is no time zone "${zone}"`, hint);
}

async function* textOf(file: string): AsyncGenerator<string> {
	try {
		yield* createReadStream(file, { encoding: "utf8" });
	} catch (cause) {
		throw unreadable(file, cause);
	}
}

async function pricesIn(file: string): Promise<Prices> {
	let text: string;
	try {
		text = await readFile(file, "utf8");
	} catch (cause) {
		throw unreadable(file, cause);
	}
	return readPrices(text, file);
}

function unreadable(file: string, cause: unknown): unknown {
	if (cause instanceof DataError) return cause;
	const why = cause instanceof Error ? cause.message : String(cause);
	const error = new DataError(
		{ file, line: null },
		`it cannot be read (${why})`,
		"a readable file",
	);
	error.cause = cause;
	return error;
}

type Sources = {
	readonly zone: string;
	readonly prices: Prices;
	readonly file: string;
	readonly ranges: string;
};

/** By endpoint, then by date. An endpoint without a price is never free: that is an error. */
function daysOf(read: ReadRanges, { zone, prices, file, ranges: rangesFile }: Sources) {
	const endpoints = [...read.byEndpoint].sort(([a], [b]) => (a < b ? -1 : 1));
	return endpoints.flatMap(([endpoint, ranges]) => {
		const usdPerHour = prices.get(endpoint);
		if (usdPerHour !== undefined) return accountDays({ endpoint, ranges, usdPerHour, zone });
		const line = read.firstLine.get(endpoint) ?? null;
		const problem = `endpoint "${endpoint}" has no price in ${file}`;
		throw new DataError(
			{ file: rangesFile, line },
			problem,
			`"${endpoint}": usdPerHour in ${file}`,
		);
	});
}

function warnOfOpenRanges(output: Output, { openRanges, until }: ReadRanges): void {
	if (openRanges === 0) return;
	const end = new Date(until).toISOString();
	const what = openRanges === 1 ? "1 range has no stop" : `${openRanges} ranges have no stop`;
	output.warn(`${what}: counted up to ${end}, the last instant in the file`);
}

function warnOfUnknownStages(output: Output, { unknownStages }: ReadRanges): void {
	for (const [stage, line] of unknownStages) {
		output.warn(`line ${line}: nobody documents the stage "${stage}": it is counted as billed`);
	}
}

const microUsdPerUsd = 1_000_000;
const usdDecimals = 6;

function print(output: Output, days: readonly AccountDay[]): void {
	output.table({
		rows: days,
		columns: [
			{ heading: "ENDPOINT", value: ({ endpoint }) => endpoint },
			{ heading: "DATE", value: ({ date }) => date },
			{
				heading: "REPLICA-SECONDS",
				value: ({ replicaSeconds }) => String(replicaSeconds),
				align: "right",
			},
			{
				heading: "USD",
				value: ({ microUsd }) => (microUsd / microUsdPerUsd).toFixed(usdDecimals),
				align: "right",
			},
		],
	});
}
