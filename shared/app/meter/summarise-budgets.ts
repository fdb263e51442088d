import { dayOf } from "../../core/reading/period.ts";
import { summarise } from "../../core/reading/summarise.ts";
import { isMember } from "../../domain/group-budget.ts";
import type { Instant } from "../../domain/instant.ts";
import type { GroupSummary, HourItem, HourTotal, Posture, Summary } from "../../domain/ledger.ts";
import { billStore } from "../store/bill-store.ts";
import { spendStore } from "../store/spend-store.ts";
import { forecastBudgets } from "./forecast-budgets.ts";
import { groupTotals, membersText, totalsOfGroup } from "./group-totals.ts";
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
	const { period, inventory, deps } = pass;
	const { at } = inventory;
	const { totals, after } = booked;
	await keepGone(pass, booked);
	const previous = (await pass.store.readSummary()).value;
	const groups = deps.policy.groups.map((group) => ({ group, period: dayOf(at, group.zone) }));
	const grouped = await groupTotals({ pass, groups, previous, ...booked });
	const from = Math.min(period.from, ...groups.map((each) => each.period.from));
	const corrections = await billStore(deps.table, deps.namespace).readCorrections({ from, to: at });
	const own = groups.map(({ group, period: day }) => {
		const members = after.filter(({ observed }) => isMember(group, observed));
		const hours = totalsOfGroup(grouped, group.name);
		const names = new Set(members.map(({ endpoint }) => endpoint));
		const summary = summarise({
			period: day,
			at,
			totals: hours,
			postures: members,
			corrections: corrections.filter(({ endpoint }) => names.has(endpoint)),
		});
		return {
			budget: group,
			period: day,
			summary,
			totals: hours,
			postures: members,
			isWhole: false,
		};
	});
	const whole = summarise({ period, at, totals, postures: after, corrections });
	const [forecast, ...forecasts] = await forecastBudgets(pass.deps, {
		at,
		touched: booked.hours,
		budgets: [
			{
				budget: deps.policy.budget,
				period,
				summary: whole,
				totals,
				postures: after,
				isWhole: true,
			},
			...own,
		],
	});
	return {
		...whole,
		forecast: forecast ?? null,
		groups: own.map(({ budget, summary }, index): GroupSummary => {
			const { groups: _, ...rest } = summary;
			const made = forecasts[index] ?? null;
			return { ...rest, forecast: made, name: budget.name, members: membersText(budget) };
		}),
	};
}

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
