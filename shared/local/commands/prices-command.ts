import { Command } from "commander";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { catalogue } from "../../adapters/huggingface/catalogue.ts";
import { createHttpClient } from "../../adapters/huggingface/http-client.ts";
import { createPriceReader } from "../../adapters/huggingface/price-reader.ts";
import { readSettings } from "../../config/settings.ts";
import { type Comparison, comparePrices, type Offer } from "../../core/pricing/compare-prices.ts";
import { checkMultipliers, type MultiplierCheck } from "../../core/pricing/guide-multipliers.ts";
import type { PriceBook } from "../../domain/price.ts";
import type { LogFields } from "../../ports/log.ts";
import type { Output } from "../cli/output.ts";
import { UsageError } from "../cli/usage-error.ts";
import { showPriceChanges } from "./price-changes.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

export function pricesCommand(): Command {
	const command = new Command("prices")
		.description("Show the vendor's prices, and compare an instance across regions and vendors.")
		.option("--instance <type[/size]>", "only this instance, e.g. nvidia-l4 or nvidia-l4/x1")
		.option("--compare", "only instances that are offered in more than one place")
		.option("--changes", "when prices changed, as far as this machine's store has seen it")
		.option("--store <name>", "with --changes: which store of the folder, where there are several")
		.option("--catalogue", "the list shipped with the project, without asking anybody")
		.addHelpText(
			"after",
			"\nExamples:\n  guardrail prices --instance nvidia-l4/x1 --compare\n  guardrail prices --json",
		);
	return withOutputFlags(command).action(() => run(command));
}

type Flags = {
	instance?: string;
	compare?: boolean;
	catalogue?: boolean;
	changes?: boolean;
	store?: string;
};

async function run(command: Command): Promise<void> {
	const flags = command.opts<Flags>();
	const output = outputOf(command);
	if (flags.changes === true) return showPriceChanges(output, flags);
	const book = flags.catalogue === true ? catalogue : await livePrices(output);
	const all = comparePrices(book.rows, flags.instance ?? null);
	if (all.length === 0) throw unknownInstance(flags.instance ?? "", book);
	const comparisons = flags.compare === true ? all.filter(isOfferedTwice) : all;
	const guide = checkMultipliers(book.rows);
	output.json({ source: book.source, asOf: new Date(book.asOf).toISOString(), comparisons, guide });
	print(output, book, comparisons);
	for (const check of guide) output.line(guideLine(check));
}

/** The list is public: no token is sent. Where it cannot be read, the catalogue with its date. */
async function livePrices(output: Output): Promise<PriceBook> {
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	const clock = new SystemClock();
	const { endpointsUrl } = read.settings;
	const client = createHttpClient({ fetch, clock, token: null, endpointsUrl });
	const warn = (event: string, fields?: LogFields) =>
		output.warn(`${event.replaceAll("-", " ")}: ${Object.values(fields ?? {}).join(", ")}`);
	const log = { info: () => undefined, warn, error: warn };
	return createPriceReader({ client, clock, log }).readPrices();
}

function unknownInstance(instance: string, book: PriceBook): UsageError {
	const types = [...new Set(book.rows.map(({ instanceType }) => instanceType))].join(", ");
	return new UsageError(`no price for "${instance}"`, `one of ${types}, with or without a /size`);
}

function isOfferedTwice({ offers }: Comparison): boolean {
	return offers.length > 1;
}

type Row = Offer & { readonly instance: string };

function print(output: Output, book: PriceBook, comparisons: readonly Comparison[]): void {
	const rows = comparisons.flatMap(({ instanceType, instanceSize, offers }) =>
		offers.map((offer): Row => ({ ...offer, instance: `${instanceType}/${instanceSize}` })),
	);
	output.line(`${sourceText(book)} · US dollars per replica and hour, cheapest first`);
	output.line();
	output.table({
		rows,
		columns: [
			{ heading: "INSTANCE", value: ({ instance }) => instance },
			{ heading: "VENDOR", value: ({ vendor }) => vendor },
			{ heading: "REGION", value: ({ region }) => region },
			{ heading: "PER HOUR", value: priceText, align: "right" },
			{ heading: "ABOVE CHEAPEST", value: aboveText, align: "right" },
		],
	});
	output.line();
}

/** Also said where the list was refused or could not be read: then it is the catalogue's date. */
function sourceText({ source, asOf, rows }: PriceBook): string {
	const date = new Date(asOf).toISOString().slice(0, 10);
	return source === "live"
		? `live list of ${date}, ${rows.length} rows`
		: `catalogue shipped with the project, as of ${date}, ${rows.length} rows`;
}

function priceText({ priceMicroUsdPerHour }: Row): string {
	return `$${(priceMicroUsdPerHour / 1_000_000).toFixed(3)}`;
}

function aboveText({ aboveCheapest }: Row): string {
	return aboveCheapest === 0 ? "–" : `+${(aboveCheapest * 100).toFixed(1)} %`;
}

/** The guide's multipliers price nothing; here they are held against the list. */
function guideLine({ area, lo, hi, offered, highestSeen }: MultiplierCheck): string {
	const percent = (ratio: number) => `${Math.round((ratio - 1) * 100)} %`;
	const said = `guide's estimate for ${area}: +${lo === hi ? percent(hi) : `${percent(lo)} to ${percent(hi)}`}`;
	if (offered.length === 0) return `${said}; no ${area} region is offered`;
	const seen =
		highestSeen === null ? "nothing to compare" : `the list says at most +${percent(highestSeen)}`;
	return `${said}; ${seen} (${offered.join(", ")})`;
}
