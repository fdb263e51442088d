import { readDay } from "../app/read-day.ts";
import { dayOf } from "../core/reading/period.ts";
import type { Instant } from "../domain/instant.ts";
import type { Notice } from "../domain/notice.ts";
import type { Policy } from "../domain/policy.ts";
import type { Period } from "../domain/reading.ts";
import type { Table } from "../ports/table.ts";
import type { StartedAccount } from "../simulator/http/start-account.ts";
import type { JournalEntry } from "../simulator/journal.ts";
import type { Scenario } from "../simulator/scenarios/scenario.ts";
import { type Crossing, crossingsOf } from "./demo-crossings.ts";
import { type Restored, restoresOf, type Unrestored } from "./demo-restores.ts";

export type DemoDay = {
	readonly date: string;
	readonly meteredMicroUsd: number;
	readonly trueMicroUsd: number;
	/** (metered − true) ÷ true, in percent. */
	readonly errorPct: number;
	readonly crossings: readonly Crossing[];
};

export type DemoAction = {
	readonly at: Instant;
	readonly endpoint: string;
	readonly kind: string;
	readonly before: string;
	readonly after: string;
};

export type DemoReport = {
	readonly scenario: string;
	readonly seed: number;
	readonly days: readonly DemoDay[];
	readonly actions: readonly DemoAction[];
	readonly restored: readonly Restored[];
	readonly unrestored: readonly Unrestored[];
	readonly notices: readonly { at: Instant; id: string; severity: string; title: string }[];
};

export type DemoReportInput = {
	readonly seed: number;
	readonly days: number;
	readonly scenario: Scenario;
	readonly running: {
		readonly started: StartedAccount;
		readonly policy: Policy;
		readonly notices: readonly Notice[];
		readonly table: Table;
	};
};

/** Judges a run by the account's own bill and journal; of the guard only its ledger is read, to be compared. */
export async function demoReport(input: DemoReportInput): Promise<DemoReport> {
	const { scenario, running, seed } = input;
	const { account } = running.started;
	const periods = periodsOf(input);
	const journal = account.truth.journal().filter((entry) => entry.at >= scenario.start);
	const days = await Promise.all(periods.map((period) => dayOfReport(period, journal, input)));
	const end = periods.at(-1)?.to ?? scenario.start;
	const { restored, unrestored } = restoresOf({ journal, end, zone: scenario.zone });
	return {
		scenario: scenario.name,
		seed,
		days,
		actions: journal.filter(isGuardChange).map(actionOf),
		restored,
		unrestored,
		notices: running.notices.map(({ createdAt, id, message }) => ({
			at: createdAt,
			id,
			severity: message.severity,
			title: message.title,
		})),
	};
}

function periodsOf({ scenario, days }: DemoReportInput): Period[] {
	const periods: Period[] = [];
	let at = scenario.start;
	for (let day = 0; day < days; day += 1) {
		const period = dayOf(at, scenario.zone);
		periods.push(period);
		at = period.to;
	}
	return periods;
}

async function dayOfReport(
	period: Period,
	journal: readonly JournalEntry[],
	{ running, scenario }: DemoReportInput,
): Promise<DemoDay> {
	const { truth } = running.started.account;
	const metered = (await readDay(running.table, scenario.namespace, period)).point;
	const trueMicroUsd = truth.billMicroUsd(period.from, period.to);
	return {
		date: period.key,
		meteredMicroUsd: metered,
		trueMicroUsd,
		errorPct: trueMicroUsd === 0 ? 0 : rounded(((metered - trueMicroUsd) / trueMicroUsd) * 100),
		crossings: crossingsOf({ period, journal, truth, budget: running.policy.budget }),
	};
}

function rounded(percent: number): number {
	return Math.round(percent * 1e6) / 1e6;
}

/** A change that the guard made by a call, not what followed from it. */
export function isGuardChange(entry: JournalEntry): boolean {
	return (
		entry.actorKind === "guard" &&
		["updated", "paused", "resumed", "scaledToZero"].includes(entry.kind)
	);
}

function actionOf({ at, endpoint, kind, before, after }: JournalEntry): DemoAction {
	return { at, endpoint, kind, before: configurationText(before), after: configurationText(after) };
}

function configurationText(configuration: JournalEntry["before"]): string {
	if (configuration === null) return "none";
	const { state, minReplica, maxReplica } = configuration;
	return `${state} ${minReplica}..${maxReplica}`;
}
