import { hourMs, type Instant, minuteMs, secondMs } from "../../../shared/domain/instant.ts";
import type { Cursor, HourItem, Posture } from "../../../shared/domain/ledger.ts";
import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import type { Report } from "./report.ts";
import { type Amounts, type Judged, judgeHour } from "./tiles.ts";
import { unlistedCost } from "./unlisted-cost.ts";

type Entry = Judged & { readonly hour: Instant };

/** One endpoint's ledger: name and time of creation are its identity. */
type Account = {
	readonly name: string;
	/** In order of time. */
	readonly hours: Entry[];
	sum: { lo: number; point: number; hi: number };
	posture: Posture | null;
};

/**
 * What the ledger may be off while nothing was asked: replicas that start or end between two lists, and
 * stages whose billing is unknown, until the stage ranges are read (at the latest after 6 hours).
 */
const unreadReplicaMs = 12 * minuteMs;

/** Where everything was read: 0.02 % (RELIABILITY 3.2, P2) and the vendor's grain of a second. */
const settledRatio = 0.0002;
const grainMs = 2 * secondMs;
/** The bill is rounded to whole micro-dollars, these sums are not. */
const roundingMicroUsd = 10;

/** Of one endpoint of these fleets, two versions side by side. */
const mostReplicas = 14;

/** P1 and P2: every second is booked once, and the true bill lies between lo and hi. */
export class LedgerChecker {
	readonly #accounts = new Map<string, Account>();
	readonly #touched = new Set<string>();
	readonly #account: SimulatedAccount;
	readonly #report: Report;
	/** A clock that was wrong makes what it dated wrong, until it is read again. */
	#skewedUntil = 0;
	/** Names that were deleted: nobody can read any more how long they really ran. */
	readonly #deleted = new Set<string>();
	readonly #listedAt: Instant[] = [];

	constructor(account: SimulatedAccount, report: Report) {
		this.#account = account;
		this.#report = report;
	}

	skewed(at: Instant): void {
		this.#skewedUntil = at + 7 * hourMs;
	}

	storedHour(item: HourItem): void {
		const own = this.#of(item);
		const judged = judgeHour(item);
		if (judged.problem !== null) {
			this.#report(
				"P1 every second once",
				`${item.endpoint}, ${clock(item.hour)}: ${judged.problem}.`,
			);
		}
		addTo(own.sum, judged.amounts, 1);
		const entry = { ...judged, hour: item.hour };
		const before = own.hours.findLastIndex(({ hour }) => hour <= item.hour);
		const old = own.hours[before];
		if (old?.hour === item.hour) {
			addTo(own.sum, old.amounts, -1);
			own.hours[before] = entry;
		} else own.hours.splice(before + 1, 0, entry);
		this.#touched.add(identityOf(item));
	}

	storedPosture(posture: Posture): void {
		this.#of(posture).posture = posture;
		this.#touched.add(identityOf(posture));
	}

	removedPosture(identity: string): void {
		const own = this.#accounts.get(identity);
		if (own === undefined) return;
		own.posture = null;
		this.#deleted.add(own.name);
	}

	/** After a pass that ended: whatever it touched has no hole and covers the bill. */
	passed(cursor: Cursor, now: Instant): void {
		if (cursor.unfinished) return;
		if (cursor.observedUntil !== this.#listedAt.at(-1)) this.#listedAt.push(cursor.observedUntil);
		for (const identity of this.#touched) {
			const own = this.#accounts.get(identity);
			if (own === undefined || own.posture === null) continue;
			this.#checkHoles(own, own.posture);
			if (cursor.observedUntil <= now) this.#checkBill(own.name, cursor.observedUntil, now);
		}
		this.#touched.clear();
	}

	/** At the end of a clean day everything was read: the point estimate is the bill. */
	finish(observedUntil: Instant): void {
		for (const { name } of this.#accounts.values()) {
			const { from, amounts } = this.#ledgerOf(name, observedUntil);
			const truth = this.#account.truth.billMicroUsd(from, observedUntil, name);
			const stages = this.#account.truth.stageIntervals(name);
			const grain = stages.length * grainMs * this.#priceOf(name);
			const unread = (grain + this.#unreadable(name)) / hourMs;
			const tolerance = settledRatio * truth + unread + roundingMicroUsd;
			const isOver = truth > amounts.hi + tolerance;
			const isUnder = truth < amounts.lo - tolerance;
			if (
				isUnder ||
				(isOver && truth > amounts.hi + tolerance + this.#unlisted(name, observedUntil))
			) {
				this.#report("P2 the bill lies between lo and hi", sentence(name, amounts, truth));
			}
		}
	}

	/** A clock up to five minutes ahead dates a deletion too late; of what is gone nothing corrects it. */
	#unreadable(name: string): number {
		if (this.#skewedUntil === 0 || !this.#deleted.has(name)) return 0;
		return mostReplicas * 5 * minuteMs * this.#priceOf(name);
	}

	#checkHoles({ name, hours }: Account, posture: Posture): void {
		let last: number | null = null;
		for (const entry of hours) {
			if (entry.to <= entry.from || entry.from > posture.since) continue;
			if (last !== null && entry.from > last) {
				this.#report(
					"P1 every second once",
					`${name}: nothing is booked from ${clock(last)} to ${clock(entry.from)}.`,
				);
				return;
			}
			last = entry.to;
		}
		if (last !== null && last < posture.since) {
			this.#report(
				"P1 every second once",
				`${name}: nothing is booked from ${clock(last)} to ${clock(posture.since)}.`,
			);
		}
	}

	#checkBill(name: string, until: Instant, now: Instant): void {
		const { from, amounts } = this.#ledgerOf(name, until);
		const truth = this.#account.truth.billMicroUsd(from, until, name);
		const wrongClock = now < this.#skewedUntil ? 60 * minuteMs : 0;
		const unread = (unreadReplicaMs + wrongClock) * this.#priceOf(name);
		const slack = (unread + this.#unreadable(name)) / hourMs;
		const isUnder = truth < amounts.lo - slack && !this.#isOwed(name);
		const isOver = truth > amounts.hi + slack;
		if (isUnder || (isOver && truth > amounts.hi + slack + this.#unlisted(name, until))) {
			this.#report("P2 the bill lies between lo and hi", sentence(name, amounts, truth));
		}
	}

	/** Asked only where the bill lies above: it goes through the whole journal. */
	#unlisted(name: string, until: Instant): number {
		return unlistedCost(this.#account, { name, listedAt: this.#listedAt, until });
	}

	/** lo of a gap is the configured minimum; an endpoint that failed meanwhile ran less, as its ranges will say. */
	#isOwed(name: string): boolean {
		return [...this.#accounts.values()].some(
			(own) =>
				own.name === name && own.posture !== null && own.posture.truthUntil < own.posture.since,
		);
	}

	#ledgerOf(name: string, until: Instant): { from: Instant; amounts: Amounts } {
		const amounts = { lo: 0, point: 0, hi: 0 };
		let from = until;
		for (const own of this.#accounts.values()) {
			if (own.name !== name) continue;
			addTo(amounts, own.sum, 1);
			from = Math.min(from, own.hours[0]?.from ?? from);
			if (own.posture !== null) addOpen(amounts, own.posture, until);
		}
		return { from, amounts };
	}

	#priceOf(name: string): number {
		let price = 0;
		for (const own of this.#accounts.values()) {
			if (own.name === name && own.posture !== null) price = own.posture.price.hi;
		}
		return price === 0 ? 10_000_000 : price;
	}

	#of(item: { endpoint: string; createdAt: Instant }): Account {
		const identity = identityOf(item);
		const known = this.#accounts.get(identity);
		if (known !== undefined) return known;
		const fresh: Account = {
			name: item.endpoint,
			hours: [],
			sum: { lo: 0, point: 0, hi: 0 },
			posture: null,
		};
		this.#accounts.set(identity, fresh);
		return fresh;
	}
}

function identityOf(item: { endpoint: string; createdAt: Instant }): string {
	return `${item.endpoint}@${item.createdAt}`;
}

function addTo(sum: { lo: number; point: number; hi: number }, more: Amounts, sign: number): void {
	sum.lo += sign * more.lo;
	sum.point += sign * more.point;
	sum.hi += sign * more.hi;
}

function addOpen(
	sum: { lo: number; point: number; hi: number },
	{ since, replicasLo, replicasPoint, replicasHi, price }: Posture,
	until: Instant,
): void {
	const hours = Math.max(0, until - since) / hourMs;
	sum.lo += hours * replicasLo * price.lo;
	sum.point += hours * replicasPoint * price.point;
	sum.hi += hours * replicasHi * price.hi;
}

function sentence(name: string, { lo, point, hi }: Amounts, truth: number): string {
	const usd = (microUsd: number) => `$${(microUsd / 1_000_000).toFixed(4)}`;
	return (
		`${name}: the ledger says it cost at least ${usd(lo)} and at most ${usd(hi)} ` +
		`(most likely ${usd(point)}), the bill says ${usd(truth)}.`
	);
}

export function clock(at: Instant): string {
	return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}
