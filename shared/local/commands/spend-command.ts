import { Command, Option } from "commander";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { createSqliteTable } from "../../adapters/sqlite/table.ts";
import { ledgerStore } from "../../app/store/ledger-store.ts";
import { readSettings } from "../../config/settings.ts";
import { isTimeZone, nearestTimeZone } from "../../config/time-zone.ts";
import { clockText } from "../../core/notify/clock-text.ts";
import { moneyText, percentText } from "../../core/notify/money-text.ts";
import { dateOf } from "../../core/reading/period.ts";
import {
	type Quantity,
	type SpendKey,
	type SpendRow,
	spendKeys,
} from "../../core/reading/spend-by.ts";
import { hourMs } from "../../domain/instant.ts";
import type { Output } from "../cli/output.ts";
import { UsageError } from "../cli/usage-error.ts";
import { findLocalStore, type LocalStore } from "../local-store.ts";
import { readPolicyFile } from "../read-policy-file.ts";
import { type SpendReport, spendReport } from "../spend-report.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

export function spendCommand(): Command {
	const command = new Command("spend")
		.description("Show what was spent, from the local store; the guardrail may run or not.")
		.addOption(new Option("--by <what>", "rows by this").choices(spendKeys).default("endpoint"))
		.option("--from <date>", "first local date, such as 2026-11-01 (default: today)")
		.option("--to <date>", "last local date, included (default: up to the last look)")
		.option("--zone <zone>", "IANA time zone of the dates (default: that of the policy)")
		.option("--policy <file>", "policy file whose time zone is taken")
		.option("--store <name>", "which store of the folder, where there are several")
		.addHelpText(
			"after",
			"\nExamples:\n  guardrail spend\n  guardrail spend --by tag --from 2026-11-01 --json",
		);
	return withOutputFlags(command).action(() => run(command));
}

type Flags = {
	by: SpendKey;
	from?: string;
	to?: string;
	zone?: string;
	policy?: string;
	store?: string;
};

async function run(command: Command): Promise<void> {
	const flags = command.opts<Flags>();
	const output = outputOf(command);
	const dates = datesOf(flags);
	const settings = readSettings();
	if (!settings.ok) throw new UsageError(settings.problems.join("; "));
	const store = findLocalStore(settings.settings.home, flags.store ?? null);
	const report = await reportOf(store, { by: flags.by, zone: zoneOf(flags), ...dates });
	if (report === null) {
		throw new UsageError(`nothing was metered in ${store.name} yet`, "guardrail start");
	}
	output.json(documentOf(report));
	print(output, report);
}

type Request = {
	readonly by: SpendKey;
	/** null: that of the policy which the spend was metered under. */
	readonly zone: string | null;
	readonly from: string | null;
	readonly to: string | null;
};

async function reportOf(store: LocalStore, request: Request): Promise<SpendReport | null> {
	const { path, namespace } = store;
	const table = createSqliteTable({ path, clock: new SystemClock() });
	try {
		const { value: cursor } = await ledgerStore(table, namespace).readCursor();
		const zone = request.zone ?? cursor?.zone ?? store.zone;
		return await spendReport(table, { ...request, namespace, zone });
	} finally {
		table.close();
	}
}

/** null: neither a zone nor a policy is given. */
function zoneOf({ zone, policy }: Flags): string | null {
	if (zone === undefined) {
		return policy === undefined
			? null
			: (readPolicyFile(policy, "shadow")?.policy.budget.zone ?? null);
	}
	if (isTimeZone(zone)) return zone;
	const near = nearestTimeZone(zone);
	const hint = near === null ? "an IANA name such as Europe/Berlin" : `did you mean ${near}?`;
	throw new UsageError(`there is no time zone "${zone}"`, hint);
}

function datesOf({ from, to }: Flags): { from: string | null; to: string | null } {
	for (const [flag, date] of [
		["--from", from],
		["--to", to],
	] as const) {
		if (date === undefined || isDate(date)) continue;
		throw new UsageError(`${flag} "${date}" is not a date`, "a date is written 2026-11-01");
	}
	return { from: from ?? null, to: to ?? null };
}

/** A date of the calendar: 2026-02-30 is none. */
function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const at = Date.parse(`${text}T00:00:00Z`);
	return Number.isFinite(at) && dateOf(at, "UTC") === text;
}

/** Instants as ISO 8601, quantities as replica-hours, money in micro-dollars. */
function documentOf(report: SpendReport) {
	const { rows, total, week, month, from, to, observedUntil, ...rest } = report;
	return {
		...rest,
		from: isoText(from),
		to: isoText(to),
		observedUntil: isoText(observedUntil),
		rows: rows.map((row) => rowDocument(row, report.by)),
		total: rowDocument(total, "endpoint"),
		week: { from: week.key, ...rowDocument(week.total, "endpoint") },
		month: { from: month.key, ...rowDocument(month.total, "endpoint") },
	};
}

function rowDocument({ key, replicaMs, spent }: SpendRow, by: SpendKey) {
	const name = by === "hour" ? isoText(Number(key)) : key;
	return { key: name, replicaHours: replicaHours(replicaMs), microUsd: spent };
}

function isoText(at: number): string {
	return new Date(at).toISOString();
}

function replicaHours({ lo, point, hi }: Quantity): Quantity {
	return { lo: lo / hourMs, point: point / hourMs, hi: hi / hourMs };
}

function print(output: Output, report: SpendReport): void {
	const { namespace, zone, from, to, observedUntil, rows, total, by, week, month } = report;
	const moment = (at: number) => `${dateOf(at, zone)} ${clockText(at, zone)}`;
	output.line(`${namespace} · ${moment(from)} to ${moment(to)} ${zone} · by ${by}\n`);
	const all = [...rows, total];
	output.table({
		rows: output.mode === "quiet" ? rows : all,
		columns: [
			{ heading: by.toUpperCase(), value: (row) => nameOf(row, report) },
			{ heading: "REPLICA HOURS", value: hoursText, align: "right" },
			{ heading: "SPENT", value: ({ spent }) => moneyText(spent.point), align: "right" },
			{ heading: "AT LEAST", value: ({ spent }) => moneyText(spent.lo), align: "right" },
			{ heading: "AT MOST", value: ({ spent }) => moneyText(spent.hi), align: "right" },
			{ heading: "SHARE", value: (row) => shareText(row, total), align: "right" },
		],
	});
	if (rows.length === 0) output.line("Nothing was spent then.");
	output.line(
		`\nThis week (from ${week.key}) ${moneyText(week.total.spent.point)} · this month (${month.key}) ${moneyText(month.total.spent.point)}, as far as it was metered`,
	);
	const { point: corrected } = report.correctedMicroUsd;
	if (corrected !== 0) output.line(`The bill corrects this by ${moneyText(corrected)}.`);
	output.line(`Last look ${moment(observedUntil)}.`);
	if (by === "tag") output.hint("an endpoint with several tags counts under each of them");
}

function nameOf(row: SpendRow, { by, zone }: SpendReport): string {
	if (by !== "hour" || row.key === "total") return row.key;
	return `${dateOf(Number(row.key), zone)} ${clockText(Number(row.key), zone)}`;
}

function hoursText({ replicaMs }: SpendRow): string {
	return (replicaMs.point / hourMs).toFixed(2);
}

function shareText(row: SpendRow, total: SpendRow): string {
	return total.spent.point === 0 ? "" : percentText(row.spent.point / total.spent.point);
}
