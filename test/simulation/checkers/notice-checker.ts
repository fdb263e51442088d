import type { Control } from "../../../shared/domain/control.ts";
import { type Instant, minuteMs } from "../../../shared/domain/instant.ts";
import type { Notice } from "../../../shared/domain/notice.ts";
import { tierOrder } from "../../../shared/domain/policy.ts";
import { type Channel, channels } from "../surroundings.ts";
import { NoticeEnds } from "./notice-ends.ts";
import type { Orders } from "./orders.ts";
import type { Report } from "./report.ts";

/** A sender that dies had at most so many messages under way: a few notices, each for every channel. */
const mostRepeatedByOne = 4;

/** In mode ask the question is the news. */
const crossings: ReadonlySet<string> = new Set(["tier", "ask"]);
/** Notices of the group that some runs have. */
const groupPrefix = "small/";

/** A channel that was refused often is tried again every two hours. */
const waitingMs = 180 * minuteMs;

/** P3: one notice per transition, delivered to every channel, and none without a transition. */
export class NoticeChecker {
	readonly #report: Report;
	readonly #orders: Pick<Orders, "silences">;
	readonly #now: () => Instant;
	readonly #ends = new NoticeEnds();
	readonly #known = new Set<string>();
	readonly #rises = new Map<string, string>();
	readonly #copies = new Map<string, number>();
	readonly #unanswered = new Set<string>();
	readonly #given = new Set<string>();
	readonly #silenced = new Set<string>();
	readonly #givenUp = new Set<Channel>();
	#before: Control | null = null;
	transitions = 0;
	deliveries = 0;
	duplicates = 0;
	/** Of them those that had to be: the receiver took the message, and its answer was lost. */
	unavoidable = 0;

	constructor(report: Report, orders: Pick<Orders, "silences">, now: () => Instant) {
		this.#report = report;
		this.#orders = orders;
		this.#now = now;
	}

	stored(control: Control): void {
		const before = this.#before;
		this.#before = control;
		const old = new Set(before?.outbox.map((notice) => notice.id) ?? []);
		const fresh = control.outbox.filter((notice) => !old.has(notice.id));
		this.#ends.followed(control);
		for (const notice of fresh) this.#said(notice);
		const rises = fresh.filter(({ kind, id }) => crossings.has(kind) && id.includes("/up/"));
		const tierNotices = rises.filter(({ id }) => !id.startsWith(groupPrefix));
		this.#checkGroups(before, control, rises.length - tierNotices.length);
		if (isRise(before, control)) this.#rise(control, tierNotices);
		else if (tierNotices.length > 0) {
			this.#report(
				"P3 a notice per transition",
				`"${tierNotices[0]?.id}" was written without a rise of the tier.`,
			);
		}
		this.#checkForgotten(before, control);
	}

	#said(notice: Notice): void {
		this.#known.add(notice.id);
		const problem = this.#ends.said(notice);
		if (problem !== null) this.#report("P3 a notice per transition", problem);
	}

	delivered(channel: Channel, notice: Notice): void {
		const key = `${channel} ${notice.id}`;
		const copies = (this.#copies.get(key) ?? 0) + 1;
		this.#copies.set(key, copies);
		this.deliveries += 1;
		if (copies > 1) this.duplicates += 1;
		if (copies > 1 && this.#unanswered.delete(key)) this.unavoidable += 1;
		if (notice.kind === "channel-lost") this.#lost(channel, notice);
		else if (!this.#known.has(notice.id)) {
			this.#report("P3 a notice per transition", `"${notice.id}" was sent and never stored.`);
		}
	}

	/** The sender's own word, so that a channel is not missed in silence: it names another one that gave up. */
	#lost(channel: Channel, { id }: Notice): void {
		const isTrue = channels.some(
			(other) => other !== channel && id.includes(`/${other}/`) && this.#givenUp.has(other),
		);
		if (isTrue) return;
		this.#report("P3 a notice per transition", `"${id}" was sent, and no channel had given up.`);
	}

	/** The receiver has the message and the sender does not know it: at least once means once more. */
	answerLost(channel: Channel, noticeId: string): void {
		this.#unanswered.add(`${channel} ${noticeId}`);
	}

	gaveUp(channel: Channel, noticeId: string): void {
		this.#givenUp.add(channel);
		this.#given.add(`${channel} ${noticeId}`);
	}

	/** At the end of a clean day everything was said; without faults, exactly once. */
	finish(faults: number): void {
		for (const problem of this.#ends.missing()) this.#report("P3 resolve follows fire", problem);
		for (const { id, createdAt } of this.#before?.outbox ?? []) {
			if (this.#now() - createdAt < waitingMs) continue;
			this.#report("P3 a notice per transition", `"${id}" still waits after a clean day.`);
		}
		for (const [rise, id] of this.#rises) {
			if (this.#silenced.has(id)) continue;
			for (const channel of channels) {
				if (this.#isSettled(channel, id)) continue;
				this.#report("P3 a notice per transition", `${channel} never heard of "${rise}".`);
			}
		}
		if (this.duplicates > faults * mostRepeatedByOne) {
			this.#report(
				"P3 a notice per transition",
				`${this.duplicates} repeated messages, but only ${faults} faults that could explain them.`,
			);
		}
	}

	#rise(control: Control, notices: readonly Notice[]): void {
		this.transitions += 1;
		const [notice, ...more] = notices;
		const rise = `${control.periodKey} ${control.tier}`;
		if (notice === undefined || more.length > 0) {
			this.#report("P3 a notice per transition", `"${rise}" has ${notices.length} notices.`);
			return;
		}
		this.#rises.set(`${rise} ${notice.id}`, notice.id);
	}

	/** A group's tier is told by itself. */
	#checkGroups(before: Control | null, after: Control, told: number): void {
		const risen = (after.groups ?? []).filter((latch) => {
			const old = before?.groups?.find(({ budget }) => budget === latch.budget) ?? null;
			return isRise(old, latch);
		});
		if (risen.length === told) return;
		const names = risen.map(({ budget, tier }) => `${budget} ${tier}`).join(", ");
		this.#report("P3 a notice per transition", `of groups rose "${names}", ${told} were told.`);
	}

	#checkForgotten(before: Control | null, control: Control): void {
		const kept = new Set(control.outbox.map((notice) => notice.id));
		for (const notice of before?.outbox ?? []) {
			const { id } = notice;
			if (kept.has(id) || channels.every((channel) => this.#isSettled(channel, id))) continue;
			if (this.#orders.silences(notice, this.#now())) {
				this.#silenced.add(id);
				continue;
			}
			this.#report("P3 a notice per transition", `"${id}" left the outbox before all had it.`);
		}
	}

	#isSettled(channel: Channel, id: string): boolean {
		const key = `${channel} ${id}`;
		return this.#copies.has(key) || this.#given.has(key);
	}
}

type Ranked = Pick<Control, "tier" | "periodKey">;

function isRise(before: Ranked | null, after: Ranked): boolean {
	const rank = (control: Ranked | null) => tierOrder.indexOf(control?.tier ?? "ok");
	const from = before?.periodKey === after.periodKey ? rank(before) : 0;
	return rank(after) > from;
}
