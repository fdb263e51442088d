import { alertCauses, type CauseInput, type HourBefore } from "../../core/detect/alert-causes.ts";
import { binMs } from "../../core/ledger/hour-total.ts";
import { estimateLot, lotsOf, mergeLots } from "../../core/ledger/lots.ts";
import type { Alert, AlertCause } from "../../domain/alert.ts";
import { hourMs, hourOf, type Instant, type Range } from "../../domain/instant.ts";
import type { HourTotal, Posture } from "../../domain/ledger.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { ledgerStore } from "../store/ledger-store.ts";
import type { WatchPass } from "./watch-pass.ts";

/** Rules about money: what they need is who costs more, and why. */
const aboutMoney: ReadonlySet<string> = new Set([
	"hourly-spend",
	"burn-rate",
	"cost-spike",
	"replica-runaway",
	"unexplained-replicas",
	"configuration-drift",
]);

/** Endpoints of which the log is asked, dearest first: a cause has few. */
const mostAsked = 3;

/** What costs more than at this hour of yesterday (or, on a first day, three hours ago), by endpoint. */
export async function explainAlerts(
	pass: WatchPass,
	spoken: readonly { readonly alert: Alert }[],
): Promise<readonly AlertCause[]> {
	const needed = spoken.filter(
		({ alert }) => alert.severity !== "info" && aboutMoney.has(alert.rule),
	);
	if (needed.length === 0) return [];
	const compared = await comparedHour(pass);
	const hour = compared?.hour ?? null;
	const before =
		compared === null ? new Map<string, HourBefore>() : await hourBefore(pass, compared);
	const dearer = dearestFirst(pass.postures, before).filter(({ extra }) => extra > 0);
	const named = new Set(needed.flatMap(({ alert }) => alert.endpoint ?? []));
	const asked = dearer.toSorted((a, b) => Number(isIn(b, named)) - Number(isIn(a, named)));
	const since = hour ?? pass.now - fewHours * hourMs;
	const inputs = asked.map(({ posture }, index) =>
		causeInput(pass, posture, { before, since, asks: index < mostAsked }),
	);
	return alertCauses(await Promise.all(inputs));
}

const fewHours = 3;
const dayHours = 24;

type ComparedHour = {
	readonly hour: Instant;
	/** The part of it that was metered. */
	readonly window: Range;
};

async function comparedHour({ deps, now }: WatchPass): Promise<ComparedHour | null> {
	const ledger = ledgerStore(deps.table, deps.namespace);
	for (const back of [dayHours, fewHours, 1]) {
		const hour = hourOf(now) - back * hourMs;
		const totals = await ledger.readTotals({ from: hour - hourMs, to: hour });
		const total = totals.find((each) => each.hour === hour);
		const from = total === undefined ? null : meteredFrom(total, totals);
		if (from !== null) return { hour, window: { from, to: hour + hourMs } };
	}
	return null;
}

/** In the first hour on record metering began somewhere: what was not metered is not zero. null: too late. */
function meteredFrom(total: HourTotal, totals: readonly HourTotal[]): Instant | null {
	if (totals.some(({ hour }) => hour < total.hour)) return total.hour;
	const first = total.bins.findIndex((bin) => bin.length > 0);
	// The bin in which metering began is itself not whole.
	const isTooLate = first < 0 || first + 1 >= total.bins.length;
	return isTooLate ? null : total.hour + (first + 1) * binMs;
}

async function hourBefore(
	{ deps, postures }: WatchPass,
	{ hour, window }: ComparedHour,
): Promise<ReadonlyMap<string, HourBefore>> {
	const items = await ledgerStore(deps.table, deps.namespace).readHour(hour);
	return new Map(
		postures.map((posture) => {
			const own = items.map(({ item }) => item).filter((item) => isSameEndpoint(item, posture));
			const open = estimateLot({ ...posture, from: posture.since, to: window.to }, window);
			const lots = mergeLots([...own.flatMap((item) => lotsOf(item, window)), open]);
			const replicas = lots.reduce((sum, { point }) => sum + point, 0) / (window.to - window.from);
			return [posture.endpoint, { hour, replicas, price: lots[0]?.price ?? posture.price }];
		}),
	);
}

type Dearer = { readonly posture: Posture; readonly extra: number };

function dearestFirst(
	postures: readonly Posture[],
	before: ReadonlyMap<string, HourBefore>,
): readonly Dearer[] {
	return postures
		.map((posture) => {
			const then = before.get(posture.endpoint);
			const cost = (then?.replicas ?? 0) * (then?.price.point ?? 0);
			return { posture, extra: posture.replicasPoint * posture.price.point - cost };
		})
		.toSorted((a, b) => b.extra - a.extra);
}

function isIn({ posture }: Dearer, names: ReadonlySet<string>): boolean {
	return names.has(posture.endpoint);
}

async function causeInput(
	{ deps, store, control }: WatchPass,
	posture: Posture,
	{
		before,
		since,
		asks,
	}: { before: ReadonlyMap<string, HourBefore>; since: Instant; asks: boolean },
): Promise<CauseInput> {
	const { endpoint, createdAt } = posture;
	const changes = asks ? await deps.audit.readChanges(endpoint) : [];
	const others = changes?.filter(({ by }) => by !== control.account);
	const sketch = asks ? await store.readSketch(endpoint, createdAt) : null;
	return {
		posture,
		before: before.get(endpoint) ?? null,
		sketch,
		changes: others?.length ? others : changes,
		since,
	};
}
