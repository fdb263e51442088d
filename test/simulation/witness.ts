import { type PackedControl, unpackControl } from "../../shared/app/store/packed-control.ts";
import { type PackedSchedule, unpackSchedule } from "../../shared/app/store/packed-schedule.ts";
import type { Control, Pulse } from "../../shared/domain/control.ts";
import { type Instant, minuteMs } from "../../shared/domain/instant.ts";
import type { Cursor, HourItem, Posture } from "../../shared/domain/ledger.ts";
import type { Notice } from "../../shared/domain/notice.ts";
import type { Override } from "../../shared/domain/override.ts";
import type { RestoreRecord } from "../../shared/domain/plan.ts";
import type { NewItem } from "../../shared/ports/table.ts";
import { hardwareKey } from "../../shared/simulator/endpoint.ts";
import type { JournalEntry } from "../../shared/simulator/journal.ts";
import type { GuardFacts } from "./checkers/guard-change.ts";
import { GuardChecker } from "./checkers/guard-checker.ts";
import { LeaseChecker } from "./checkers/lease-checker.ts";
import { clock, LedgerChecker } from "./checkers/ledger-checker.ts";
import { LivenessChecker } from "./checkers/liveness-checker.ts";
import { NoticeChecker } from "./checkers/notice-checker.ts";
import { Orders } from "./checkers/orders.ts";
import { type Choice, choiceOf, choiceText, keep } from "./checkers/ownership.ts";
import type { Violation } from "./checkers/report.ts";
import type { Process } from "./process.ts";
import { scheduleRules } from "./schedule-rules.ts";
import { SimulatedFault } from "./simulated-fault.ts";
import type { Channel, Observer, Surroundings } from "./surroundings.ts";
import { TrueRatios } from "./true-ratios.ts";

export type Counts = Record<string, number>;

/** Errors with which a pass may end: it met a fault, or somebody else was first. */
const expectedErrors: ReadonlySet<string> = new Set(["LostRace"]);

const mostNotes = 2_000;

/** A step is seen after two passes, an intent that ended is kept for two minutes: so long, and some more. */
const activeMs = 6 * minuteMs;

/** Watches one run through the account's journal and bill, the stored items and what was delivered. */
export class Witness implements Observer {
	readonly counts: Counts = {};
	readonly notes: string[] = [];
	violation: (Violation & { at: Instant }) | null = null;
	readonly #surroundings: Surroundings;
	readonly #ledger: LedgerChecker;
	readonly #guard: GuardChecker;
	readonly #lease: LeaseChecker;
	readonly #notices: NoticeChecker;
	readonly #liveness: LivenessChecker;
	readonly #records = new Map<string, RestoreRecord>();
	readonly #orders = new Orders();
	readonly #ratios: TrueRatios;
	#control: Control | null = null;
	#cursor: Cursor | null = null;
	#journalRead = 0;
	#deliveryFaults = 0;

	constructor(surroundings: Surroundings) {
		const report = (promise: string, sentence: string) => this.#violated(promise, sentence);
		this.#surroundings = surroundings;
		this.#ratios = new TrueRatios(surroundings, this.#orders);
		this.#ledger = new LedgerChecker(surroundings.account, report);
		this.#guard = new GuardChecker(report, scheduleRules(surroundings));
		this.#lease = new LeaseChecker(report);
		this.#notices = new NoticeChecker(report, this.#orders, () => this.#now);
		this.#liveness = new LivenessChecker(report, (hardware) =>
			surroundings.account.truth.priceMicroUsdPerHour(hardwareKey(hardware), this.#now),
		);
		this.budgetChanged(surroundings.plan.dailyMicroUsd);
	}

	get #now(): Instant {
		return this.#surroundings.scheduler.now;
	}

	/** The plan that waits for a person's word. */
	get askedPlan(): string | null {
		return this.#control?.word?.pending?.planHash ?? null;
	}

	/** Endpoints that an order protects, the one of the last order at the end. */
	get protectedByOrder(): readonly string[] {
		return this.#orders.protectedAt(this.#now);
	}

	/** Something was just stopped, put back or said, or is about to be tried again: passes come more often. */
	get isActive(): boolean {
		const control = this.#control;
		if (control === null) return true;
		const isFresh = (since: Instant) => this.#now - since < activeMs;
		return (
			control.outbox.some(({ createdAt }) => isFresh(createdAt)) ||
			control.held.some(
				({ status, statusSince, nextAttemptAt }) =>
					(status === "intended" && nextAttemptAt <= this.#now + activeMs) ||
					Math.abs(nextAttemptAt - this.#now) < activeMs ||
					isFresh(statusSince),
			)
		);
	}

	untilLineMs(): number {
		return this.#ratios.untilLineMs();
	}

	get restoreRecords(): number {
		return this.#records.size;
	}

	note(text: string): void {
		this.notes.push(`${clock(this.#now)}  ${text}`);
		if (this.notes.length > mostNotes) this.notes.shift();
	}

	countFault(kind: string): void {
		this.count(kind);
		this.#deliveryFaults += 1;
		if (kind === "skew") this.#ledger.skewed(this.#now);
	}

	budgetChanged(dailyMicroUsd: number): void {
		this.#ratios.budgetChanged(dailyMicroUsd);
	}

	look(): readonly JournalEntry[] {
		const journal = this.#surroundings.account.truth.journal();
		const fresh = journal.slice(this.#journalRead);
		this.#journalRead = journal.length;
		for (const entry of fresh)
			if (entry.actorKind !== "guard") this.#guard.follow(entry, this.#control);
		return fresh;
	}

	/** A person set what stood there already: only the time of the change tells, and no entry of the journal. */
	keptByPerson(name: string): void {
		this.look();
		keep(this.#guard.owners.get(name), this.#choices().get(name));
	}

	goodList(at: Instant): void {
		this.look();
		this.#guard.listed(at);
	}

	guardWrote(process: Process, name: string): void {
		for (const entry of this.look()) {
			if (entry.actorKind !== "guard" || entry.endpoint !== name) continue;
			if (entry.after !== null)
				this.note(`guard: ${entry.kind} ${name}: ${choiceText(choiceOf(entry.after))}`);
			this.#guard.wrote(entry, process, this.#facts(process, name));
		}
	}

	stored({ sk, body }: NewItem, process: Process): void {
		const [kind] = sk.split("#");
		if (kind === "hour") this.#ledger.storedHour(body as unknown as HourItem);
		else if (kind === "posture") this.#ledger.storedPosture(body as unknown as Posture);
		else if (kind === "restore") this.#storedRecord(body as unknown as RestoreRecord);
		else if (kind === "override") {
			this.#orders.stored(sk, { override: body as unknown as Override, storedAt: this.#now });
		} else if (sk === "pulse") this.#lease.stored(body as unknown as Pulse);
		else if (sk === "schedules") {
			this.#guard.schedules.stored(unpackSchedule(body as unknown as PackedSchedule));
		} else if (sk === "cursor") {
			this.#cursor = body as unknown as Cursor;
			this.#ledger.passed(this.#cursor, this.#now);
			this.#ratios.sawHour();
			this.#passed(process);
		} else if (sk === "control")
			this.#storedControl(unpackControl(body as unknown as PackedControl), process);
	}

	removed(sk: string): void {
		if (sk.startsWith("posture#")) this.#ledger.removedPosture(sk.slice("posture#".length));
	}

	count(what: string): void {
		this.counts[what] = (this.counts[what] ?? 0) + 1;
	}

	lostRace(): void {
		this.count("lostRaces");
	}

	delivered(channel: Channel, notice: Notice): void {
		this.note(`${channel} received ${notice.id}`);
		this.#notices.delivered(channel, notice);
	}

	answerLost(channel: Channel, noticeId: string): void {
		this.#notices.answerLost(channel, noticeId);
	}

	gaveUp(channel: Channel, noticeId: string): void {
		this.#notices.gaveUp(channel, noticeId);
	}

	passFailed(process: Process, error: unknown): void {
		if (error instanceof SimulatedFault) return;
		if (error instanceof Error && expectedErrors.has(error.name)) return;
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		this.#violated("no pass fails by its own fault", `${process.kind}: ${text}`);
	}

	/** After the clean day. */
	finish(): void {
		this.look();
		this.#guard.schedules.advance(this.#now, this.#control);
		this.#guard.finish(this.#choices(), this.#now);
		this.finishNotices();
		this.#ledger.finish(Math.min(this.#cursor?.observedUntil ?? 0, this.#now));
		const held = this.#control?.held.filter(({ status }) => status !== "restored") ?? [];
		if (held.length > 0) {
			const names = held.map(({ endpoint, status }) => `${endpoint} (${status})`).join(", ");
			this.#violated("P6 everything comes back", `after a clean day still held: ${names}.`);
		}
		this.counts["stops"] = this.#guard.stops;
		this.counts["restores"] = this.#guard.restores;
		const { schedules } = this.#guard;
		this.counts["changes by schedules"] = schedules.counts.changes;
		this.counts["entries due while held"] = schedules.counts.held;
	}

	/** What stands at the account. */
	#choices(): Map<string, Choice> {
		const current = new Map<string, Choice>();
		for (const { name, state, scaling } of this.#surroundings.account.list()) {
			const { minReplica, maxReplica, scaleToZeroTimeout: timeout } = scaling;
			current.set(name, { paused: state === "paused", minReplica, maxReplica, timeout });
		}
		return current;
	}

	/** Faults and people excuse what comes late; where there are none, nothing does. */
	#passed(process: Process): void {
		const { account, plan } = this.#surroundings;
		if (plan.factor > 0 || this.#surroundings.scheduler.now >= plan.faultsUntil) return;
		this.#guard.schedules.advance(this.#now, this.#control);
		const moments = { from: this.#now, until: this.#now };
		const isOrdered = (name: string) => this.#orders.forbids(name, moments) !== null;
		const waiting = this.#guard.schedules.waiting(this.#choices(), this.#control, isOrdered);
		this.#liveness.scheduled(this.#now, waiting);
		this.#liveness.passed(this.#now, this.#ratios.of(process).ofHighest, account.list());
	}

	/** Everything that was to be said was said. */
	finishNotices(): void {
		this.#notices.finish(this.#deliveryFaults);
		this.counts["transitions"] = this.#notices.transitions;
		this.counts["deliveries"] = this.#notices.deliveries;
		this.counts["duplicates"] = this.#notices.duplicates;
		this.counts["duplicates after a lost answer"] = this.#notices.unavoidable;
	}

	#storedRecord(record: RestoreRecord): void {
		this.#records.set(`${record.endpoint}@${record.createdAt}#${record.generation}`, record);
	}

	#storedControl(control: Control, process: Process): void {
		// What people did until now met what was in the store until now.
		this.look();
		const before = this.#control;
		this.#control = control;
		if (before?.tier !== control.tier || before.periodKey !== control.periodKey) {
			this.note(
				`${process.kind}: tier ${before?.tier ?? "none"} to ${control.tier}, ${control.periodKey}`,
			);
		}
		for (const held of control.held) {
			const old = before?.held.find(({ endpoint }) => endpoint === held.endpoint);
			if (old?.status === held.status) continue;
			this.#guard.intends(held);
			this.note(
				`control: ${held.endpoint} ${old?.status ?? "free"} to ${held.status} (${held.method})`,
			);
		}
		for (const old of before?.held ?? []) {
			if (control.held.some(({ endpoint }) => endpoint === old.endpoint)) continue;
			this.note(`control: ${old.endpoint} ${old.status} to free`);
		}
		this.#notices.stored(control);
	}

	#facts(process: Process, name: string): GuardFacts {
		return {
			now: this.#now,
			control: this.#control,
			records: this.#records,
			orders: this.#orders,
			mode: this.#surroundings.plan.features.mode,
			goodListAt: this.#guard.goodListAt,
			endpointCount: this.#surroundings.account.list().length,
			trueRatio: (budget) => this.#ratios.of(process, name)[budget],
		};
	}

	#violated(promise: string, sentence: string): void {
		if (this.violation !== null) return;
		this.violation = { promise, sentence, at: this.#now };
		this.note(`VIOLATED: ${promise}: ${sentence}`);
	}
}
