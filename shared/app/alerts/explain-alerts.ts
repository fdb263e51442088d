import { alertCauses, type CauseInput, type HourBefore } from "../../core/detect/alert-causes.ts";
import { lotsOf, mergeLots } from "../../core/ledger/lots.ts";
import type { Alert, AlertCause } from "../../domain/alert.ts";
import { hourMs, hourOf, type Instant } from "../../domain/instant.ts";
import type { HourItem, Posture } from "../../domain/ledger.ts";
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
	const hour = await comparedHour(pass);
	const before = hour === null ? new Map<string, HourBefore>() : await hourBefore(pass, hour);
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

async function comparedHour({ deps, now }: WatchPass): Promise<Instant | null> {
	const ledger = ledgerStore(deps.table, deps.namespace);
	for (const back of [dayHours, fewHours, 1]) {
		const hour = hourOf(now) - back * hourMs;
		const totals = await ledger.readTotals({ from: hour, to: hour });
		if (totals.some((total) => total.hour === hour)) return hour;
	}
	return null;
}

async function hourBefore(
	{ deps, postures }: WatchPass,
	hour: Instant,
): Promise<ReadonlyMap<string, HourBefore>> {
	const items = await ledgerStore(deps.table, deps.namespace).readHour(hour);
	const window = { from: hour, to: hour + hourMs };
	return new Map(
		postures.map((posture) => {
			const own = items.map(({ item }) => item).filter((item) => isItemOf(item, posture));
			const lots = mergeLots(own.flatMap((item) => lotsOf(item, window)));
			const replicas = lots.reduce((sum, { point }) => sum + point, 0) / hourMs;
			// An hour without an item was one in which nothing changed: the posture covers it.
			const steady = own.length === 0 && posture.since <= hour;
			const price = lots[0]?.price ?? posture.price;
			return [
				posture.endpoint,
				{ hour, replicas: steady ? posture.replicasPoint : replicas, price },
			];
		}),
	);
}

function isItemOf(item: HourItem, { endpoint, createdAt }: Posture): boolean {
	return item.endpoint === endpoint && item.createdAt === createdAt;
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
