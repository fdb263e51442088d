import type { MeterDeps } from "../../../shared/app/meter/meter-pass.ts";
import { meterFleet } from "../../../shared/app/meter-fleet.ts";
import { meterSettings } from "../../../shared/config/meter-settings.ts";
import { dayOf } from "../../../shared/core/reading/period.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { Policy } from "../../../shared/domain/policy.ts";
import type { Period } from "../../../shared/domain/reading.ts";
import type { Clock } from "../../../shared/ports/clock.ts";
import type { Log } from "../../../shared/ports/log.ts";
import { createAccount, type SimulatedAccount } from "../../../shared/simulator/account.ts";
import { hardwareKey } from "../../../shared/simulator/endpoint.ts";
import { hashFraction } from "../../../shared/simulator/http/hash.ts";
import { scenarios } from "../../../shared/simulator/scenarios/index.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import type { AccountSettings } from "../../../shared/simulator/settings.ts";
import { policyOf } from "../../core/fixture.ts";
import { cataloguePrices, faultyFleetReader } from "./account-ports.ts";
import { BenchTable } from "./bench-table.ts";
import { type Form, forms } from "./forms.ts";
import { type EndpointDay, judgeDays } from "./judge-days.ts";
import { forgetHours, type LedgerDay, ledgerDays } from "./ledger-days.ts";

export type MeteringTask = {
	readonly scenario: string;
	readonly form: number;
	readonly faults: number;
	readonly days: number;
	/** Endpoints of the whole fleet, and the share of it that this task meters. */
	readonly endpoints: number;
	readonly from: number;
	readonly to: number;
	readonly seed: number;
};

export type MeteringResult = {
	readonly task: MeteringTask;
	readonly days: readonly EndpointDay[];
	readonly passes: number;
	readonly questions: number;
};

/** Truth of a day is in: a night of silence, the cycle of questions, and a little. */
const settleMs = 9 * hourMs;

/** Meters one part of a fleet for a month of minutes, then holds every endpoint-day against the bill. */
export async function runMetering(task: MeteringTask): Promise<MeteringResult> {
	const form = forms[task.form];
	if (form === undefined) throw new RangeError(`There is no form ${task.form}.`);
	const scenario = partOf(task);
	const settings = settingsOf(form.settings, scenario);
	const clock = { at: scenario.start, now: () => clock.at, sleep: () => Promise.resolve() };
	const account = createAccount({ clock, seed: task.seed, scenario, settings });
	const counted = { questions: 0 };
	const table = new BenchTable();
	const deps = depsOf({ task, form, scenario, account, clock, table, counted });
	const periods = periodsOf(scenario, task.days);
	const atClose: LedgerDay[] = [];
	const booked: LedgerDay[] = [];
	const meterUntil = async (until: number) => {
		let many = 0;
		for (; clock.at < until; many += 1) {
			clock.at = minuteAfter(clock.at, task.seed);
			await meterFleet(deps);
		}
		return many;
	};
	let passes = 0;
	for (const period of periods) {
		passes += await meterUntil(period.to);
		atClose.push(...ledgerDays(table, period));
		passes += await meterUntil(period.to + settleMs);
		booked.push(...ledgerDays(table, period));
		forgetHours(table, period);
	}
	return {
		task,
		days: judgeDays({ account, form, periods, booked, atClose }),
		passes,
		questions: counted.questions,
	};
}

type Parts = {
	readonly task: MeteringTask;
	readonly form: Form;
	readonly scenario: Scenario;
	readonly account: SimulatedAccount;
	readonly clock: Clock;
	readonly table: BenchTable;
	readonly counted: { questions: number };
};

function depsOf({ task, form, scenario, account, clock, table, counted }: Parts): MeterDeps {
	const { seed, faults } = task;
	const { rangesReadable } = form;
	const fleet = faultyFleetReader({ account, seed, faults, rangesReadable });
	return {
		namespace: scenario.namespace,
		policy: policyOf(accountingOf(form), {
			zone: scenario.zone,
			dailyMicroUsd: scenario.dailyBudgetMicroUsd,
		}),
		settings: meterSettings,
		fleet: {
			...fleet,
			readStageRanges: (...call: Parameters<typeof fleet.readStageRanges>) => {
				counted.questions += 1;
				return fleet.readStageRanges(...call);
			},
		},
		prices: cataloguePrices(scenario, account.settings.unlistedHardware),
		table,
		bus: { publish: () => Promise.resolve() },
		clock,
		log: silent,
	};
}

function accountingOf({ rounding }: Form): Partial<Policy> {
	if (rounding === undefined) return {};
	const { accounting } = policyOf();
	return { accounting: { ...accounting, bill: { ...accounting.bill, rounding } } };
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const jitterMs = 4_000;

function minuteAfter(at: number, seed: number): number {
	const minute = (Math.floor(at / minuteMs) + 1) * minuteMs;
	return minute + Math.floor(hashFraction(seed, "pass", minute) * jitterMs);
}

function partOf({ scenario: name, endpoints: count, from, to }: MeteringTask): Scenario {
	const build = scenarios[name];
	if (build === undefined) throw new RangeError(`There is no scenario ${name}.`);
	const whole = build({ endpoints: count });
	const endpoints = whole.endpoints.slice(from, to);
	const names = new Set(endpoints.map((endpoint) => endpoint.name));
	const timeline = whole.timeline.filter(
		({ change }) => !("endpoint" in change) || names.has(change.endpoint),
	);
	return { ...whole, endpoints, timeline };
}

function settingsOf(wanted: Partial<AccountSettings>, scenario: Scenario) {
	if (wanted.unlistedHardware === undefined) return wanted;
	const used = scenario.endpoints.map(({ hardware }) => hardwareKey(hardware));
	return { ...wanted, unlistedHardware: [...new Set(used)] };
}

function periodsOf({ start, zone }: Scenario, days: number): Period[] {
	const periods: Period[] = [];
	for (let at = start; periods.length < days; at = periods.at(-1)?.to ?? at) {
		periods.push({ ...dayOf(at, zone) });
	}
	return periods;
}
