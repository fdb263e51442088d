import {
	recordedSpend,
	recordedUntil,
	type SpendRecord,
} from "../core/reading/forecast/spend-record.ts";
import { monthOf, weekOf } from "../core/reading/period.ts";
import { readBudgets } from "../core/reading/read-budgets.ts";
import { type BookedSpend, type SpendKey, spendBy, spendTotal } from "../core/reading/spend-by.ts";
import { spentWithin } from "../core/reading/spent-within.ts";
import { isMember } from "../domain/group-budget.ts";
import type { Instant, Range } from "../domain/instant.ts";
import type { Cursor, HourItem, Posture, Summary } from "../domain/ledger.ts";
import { addBounds, noMoney } from "../domain/money.ts";
import type { Policy } from "../domain/policy.ts";
import type { Period, Reading } from "../domain/reading.ts";
import type { GroupSpending, Spending, SpendShare, SpentToDate } from "../domain/spending.ts";
import type { Table } from "../ports/table.ts";
import { spendStore } from "./store/spend-store.ts";

export type SpendingInput = {
	readonly policy: Policy;
	readonly now: Instant;
	/** The running day up to the last look, with its hours and open ends. */
	readonly window: Range;
	readonly items: readonly HourItem[];
	readonly postures: readonly Posture[];
	readonly cursor: Cursor | null;
	readonly summary: Summary | null;
	readonly reading: Reading | null;
};

const noSpending: Spending = {
	shares: { endpoint: [], region: [], model: [], tag: [] },
	groups: [],
	week: null,
	month: null,
};

/** Where today's money went, how the groups stand, and what week and month come to. */
export async function readSpending(
	table: Table,
	namespace: string,
	input: SpendingInput,
): Promise<Spending> {
	const { summary, reading, policy } = input;
	if (summary === null || reading === null) return noSpending;
	const store = spendStore(table, namespace);
	const record = await store.readRecord(policy.budget.name);
	const gone = await store.readGone();
	const booked = { items: input.items, postures: input.postures, gone };
	const { zone } = policy.budget;
	const toDate = (period: Period) => spentToDate({ period, record, summary, reading });
	return {
		shares: sharesOf(input.window, booked),
		groups: groupsOf(input, summary),
		week: toDate(weekOf(reading.period.from, zone)),
		month: toDate(monthOf(reading.period.from, zone)),
	};
}

/** A list of more than these is read in `guardrail spend`. */
const largestShares = 5;

function sharesOf(window: Range, booked: BookedSpend): Spending["shares"] {
	const whole = spendTotal(window, booked).spent.point;
	const by = (key: SpendKey): SpendShare[] =>
		spendBy(key, window, booked)
			.slice(0, largestShares)
			.map((row) => ({
				key: row.key,
				spent: row.spent,
				ratio: whole === 0 ? 0 : row.spent.point / whole,
			}));
	return { endpoint: by("endpoint"), region: by("region"), model: by("model"), tag: by("tag") };
}

function groupsOf({ policy, cursor, now, postures }: SpendingInput, summary: Summary) {
	if (cursor === null) return [];
	const [, ...groups] = readBudgets({ summary, cursor, policy, now });
	return groups.map(({ reading }): GroupSpending => {
		const group = policy.groups.find(({ name }) => name === reading.budget);
		const members = postures.filter(
			({ observed }) => group !== undefined && isMember(group, observed),
		);
		return { reading, endpoints: members.map(({ endpoint }) => endpoint) };
	});
}

/** Closed hours on record up to today, what the summary has after them, and today itself. */
function spentToDate(facts: {
	readonly period: Period;
	readonly record: SpendRecord | null;
	readonly summary: Summary;
	readonly reading: Reading;
}): SpentToDate | null {
	const { period, record, summary, reading } = facts;
	const today = reading.period.from;
	if (record === null) return null;
	const since = Math.min(today, Math.max(period.from, record.from));
	const closed = Math.max(since, Math.min(today, recordedUntil(record)));
	const before = recordedSpend(record, { from: since, to: closed });
	if (before === null) return null;
	const rest = closed < today ? spentWithin(summary, { from: closed, to: today }) : noMoney;
	const spent = addBounds(addBounds(before, rest), reading.spent);
	return { key: period.key, from: period.from, since, spent };
}
