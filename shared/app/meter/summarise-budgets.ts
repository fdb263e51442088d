import { dayOf } from "../../core/reading/period.ts";
import { summariseBudget } from "../../core/reading/summarise.ts";
import { scheduledRates } from "../../core/schedule/scheduled-rates.ts";
import type { Correction } from "../../domain/bill.ts";
import { isMember } from "../../domain/group-budget.ts";
import { hourMs, type Instant } from "../../domain/instant.ts";
import type { BudgetSummary, HourItem, HourTotal, Posture, Summary } from "../../domain/ledger.ts";
import type { GroupBudget } from "../../domain/policy.ts";
import type { Period } from "../../domain/reading.ts";
import { billStore } from "../store/bill-store.ts";
import { spendStore } from "../store/spend-store.ts";
import { type BudgetFigures, forecastBudgets } from "./forecast-budgets.ts";
import { type GroupTotalsInput, groupTotals, membersText, totalsOfGroup } from "./group-totals.ts";
import type { MeterPass } from "./meter-pass.ts";

export type BookedPass = {
	/** Hours that this pass touched, with all their items, and the totals of the whole namespace. */
	readonly hours: readonly Instant[];
	readonly items: readonly HourItem[];
	readonly totals: readonly HourTotal[];
	/** The open ends of the ledger before and after this pass. */
	readonly before: readonly Posture[];
	readonly after: readonly Posture[];
};

/** What a quiet minute reads: the namespace and each group in its own day, each with its forecast. */
export async function summariseBudgets(pass: MeterPass, booked: BookedPass): Promise<Summary> {
	const { period, deps } = pass;
	const { at } = pass.inventory;
	const { totals, after: postures } = booked;
	await keepGone(pass, booked);
	const groups = deps.policy.groups.map((group) => ({ group, period: dayOf(at, group.zone) }));
	const from = Math.min(period.from, ...groups.map((each) => each.period.from));
	const corrections = await billStore(deps.table, deps.namespace).readCorrections({ from, to: at });
	const summary = summariseBudget({
		period,
		at,
		totals,
		postures,
		corrections,
		startedMinutesWhole: isWholeMinutes(pass),
	});
	const whole = withSchedules(pass, summary, { postures, period });
	const own = await figuresOfGroups(pass, booked, { groups, corrections });
	const { budget } = deps.policy;
	const figures = { budget, period, summary: whole, totals, postures, isWhole: true };
	const [forecast, ...forecasts] = await forecastBudgets(deps, {
		at,
		touched: booked.hours,
		budgets: [figures, ...own],
	});
	return {
		...whole,
		forecast: forecast ?? null,
		groups: own.map(({ budget: group, summary }, index) => ({
			...summary,
			forecast: forecasts[index] ?? null,
			name: group.name,
			members: membersText(group),
		})),
	};
}

type GroupFigures = BudgetFigures & { readonly budget: GroupBudget };

async function figuresOfGroups(
	pass: MeterPass,
	booked: BookedPass,
	context: Pick<GroupTotalsInput, "groups"> & { readonly corrections: readonly Correction[] },
): Promise<GroupFigures[]> {
	const { groups, corrections } = context;
	if (groups.length === 0) return [];
	const { at } = pass.inventory;
	const previous = (await pass.store.readSummary()).value;
	const grouped = await groupTotals({ pass, groups, previous, ...booked });
	return groups.map(({ group: budget, period }) => {
		const postures = booked.after.filter(({ observed }) => isMember(budget, observed));
		const names = new Set(postures.map(({ endpoint }) => endpoint));
		const totals = totalsOfGroup(grouped, budget.name);
		const figures = summariseBudget({
			period,
			at,
			totals,
			postures,
			corrections: corrections.filter(({ endpoint }) => names.has(endpoint)),
			startedMinutesWhole: isWholeMinutes(pass),
		});
		const summary = withSchedules(pass, figures, { postures, period });
		return { budget, period, summary, totals, postures, isWhole: false };
	});
}

function isWholeMinutes({ deps }: MeterPass): boolean {
	return deps.policy.accounting.bill.rounding === "minute";
}

/** A summary can stand over midnight: the entries of the next day are known as well. */
function withSchedules(
	{ deps, inventory }: MeterPass,
	summary: BudgetSummary,
	{ postures, period }: { readonly postures: readonly Posture[]; readonly period: Period },
): BudgetSummary {
	const window = { from: inventory.at, to: period.to + dayMs };
	const scheduled = scheduledRates(postures, deps.policy, window);
	return scheduled.length === 0 ? summary : { ...summary, scheduled };
}

const dayMs = 24 * hourMs;

/** Tags, model and region of an endpoint that left the account, for the spend that stays. */
async function keepGone({ deps, inventory }: MeterPass, { before, after }: BookedPass) {
	const here = new Set(after.map(({ endpoint, createdAt }) => `${endpoint}@${createdAt}`));
	const gone = before.filter(({ endpoint, createdAt }) => !here.has(`${endpoint}@${createdAt}`));
	if (gone.length === 0) return;
	await spendStore(deps.table, deps.namespace).writeGone(
		gone.map(({ endpoint, createdAt, observed }) => ({
			endpoint,
			createdAt,
			goneAt: inventory.at,
			tags: observed.tags,
			model: observed.model,
			region: observed.hardware.region,
		})),
	);
}
