import { hourTotal } from "../../core/ledger/hour-total.ts";
import { historyMs } from "../../core/reading/summarise.ts";
import { isMember } from "../../domain/group-budget.ts";
import { hourMs, hourOf, type Instant } from "../../domain/instant.ts";
import type {
	GoneEndpoint,
	GroupTotals,
	HourItem,
	HourTotal,
	Posture,
	Summary,
} from "../../domain/ledger.ts";
import type { GroupBudget } from "../../domain/policy.ts";
import type { Period } from "../../domain/reading.ts";
import { type SpendStore, spendStore } from "../store/spend-store.ts";
import type { MeterPass } from "./meter-pass.ts";

export type GroupTotalsInput = {
	readonly pass: MeterPass;
	readonly groups: readonly { readonly group: GroupBudget; readonly period: Period }[];
	/** All hour items of the hours that this pass touched. */
	readonly hours: readonly Instant[];
	readonly items: readonly HourItem[];
	readonly before: readonly Posture[];
	readonly after: readonly Posture[];
	readonly previous: Summary | null;
};

/**
 * Totals of each group's members by hour, as far back as a group's day or the trailing windows reach. Hours
 * that this pass touched are made anew; all of them are where the members themselves changed: a group's
 * spend is what its present members spent.
 */
export async function groupTotals(input: GroupTotalsInput): Promise<GroupTotals[]> {
	const { pass, groups, hours } = input;
	if (groups.length === 0) return [];
	const store = spendStore(pass.deps.table, pass.deps.namespace);
	const { at } = pass.inventory;
	const from = hourOf(Math.min(at - historyMs, ...groups.map(({ period }) => period.from)));
	const isAnew = membersChanged(input);
	const fresh = isAnew ? hoursBetween(from, at) : hours;
	const items = isAnew ? await itemsOf(input, fresh) : input.items;
	const tagsOf = await tagsFor(input, items, store);
	const made = fresh.map((hour) => totalsOf(hour, { items, groups, tagsOf }));
	await store.writeGroupTotals(made);
	const stored = isAnew ? [] : await store.readGroupTotals({ from, to: at });
	const known = new Map([...stored, ...made].map((total) => [total.hour, total]));
	return [...known.values()];
}

/** The hours of one group alone, in the form of the whole namespace's. */
export function totalsOfGroup(totals: readonly GroupTotals[], name: string): HourTotal[] {
	return totals.flatMap(({ hour, groups }) => {
		const own = groups.find((group) => group.name === name);
		return own === undefined ? [] : [{ hour, bins: own.bins }];
	});
}

/** What the policy says of a group's members, to tell when it says something else. */
export function membersText({ members }: GroupBudget): string {
	return JSON.stringify(members.map(({ name, tag }) => [name ?? null, tag ?? null]));
}

function membersChanged({ groups, before, after, previous }: GroupTotalsInput): boolean {
	const known = new Map(previous?.groups.map(({ name, members }) => [name, members]) ?? []);
	if (groups.some(({ group }) => known.get(group.name) !== membersText(group))) return true;
	const old = new Map(before.map((posture) => [identity(posture), posture]));
	return after.some((posture) => {
		const earlier = old.get(identity(posture));
		if (earlier === undefined) return false;
		return groups.some(
			({ group }) => isMember(group, earlier.observed) !== isMember(group, posture.observed),
		);
	});
}

function hoursBetween(from: Instant, to: Instant): Instant[] {
	const hours: Instant[] = [];
	for (let hour = hourOf(from); hour <= to; hour += hourMs) hours.push(hour);
	return hours;
}

/** Items of this pass are newer than stored ones; of other hours the stored ones are read. */
async function itemsOf(input: GroupTotalsInput, hours: readonly Instant[]): Promise<HourItem[]> {
	const touched = new Set(input.hours);
	const others = hours.filter((hour) => !touched.has(hour));
	const stored = await Promise.all(others.map((hour) => input.pass.store.readHour(hour)));
	return [...input.items, ...stored.flat().map(({ item }) => item)];
}

type TagsOf = (item: HourItem) => readonly string[];

/** Tags that an endpoint carries, or carried when it was last seen. Who is gone is read only where it is needed. */
async function tagsFor(
	{ before, after }: GroupTotalsInput,
	items: readonly HourItem[],
	store: SpendStore,
): Promise<TagsOf> {
	const tags = new Map<string, readonly string[]>();
	for (const posture of [...before, ...after]) tags.set(identity(posture), posture.observed.tags);
	if (items.some((item) => !tags.has(identity(item)))) {
		for (const gone of await store.readGone()) {
			if (!tags.has(identity(gone))) tags.set(identity(gone), gone.tags);
		}
	}
	return (item) => tags.get(identity(item)) ?? [];
}

function totalsOf(
	hour: Instant,
	context: {
		readonly items: readonly HourItem[];
		readonly groups: GroupTotalsInput["groups"];
		readonly tagsOf: TagsOf;
	},
): GroupTotals {
	const own = context.items.filter((item) => item.hour === hour);
	const groups = context.groups.map(({ group }) => {
		const members = own.filter((item) =>
			isMember(group, { name: item.endpoint, tags: context.tagsOf(item) }),
		);
		return { name: group.name, bins: hourTotal(hour, members).bins };
	});
	return { hour, groups };
}

function identity(of: Pick<GoneEndpoint, "endpoint" | "createdAt">): string {
	return `${of.endpoint}@${of.createdAt}`;
}
