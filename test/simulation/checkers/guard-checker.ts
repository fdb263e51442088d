import type { Control, Held } from "../../../shared/domain/control.ts";
import { type Instant, minuteMs } from "../../../shared/domain/instant.ts";
import type { JournalEntry } from "../../../shared/simulator/journal.ts";
import type { Process } from "../process.ts";
import { budgetOf, type Change, type GuardFacts, isRestore, isRetry } from "./guard-change.ts";
import { leastRatio } from "./least-ratio.ts";
import {
	type Choice,
	choiceOf,
	choiceText,
	follow,
	isWanted,
	keepEither,
	list,
	type Owner,
	sameChoice,
	sameScaling,
	wasUnseen,
} from "./ownership.ts";
import type { Report } from "./report.ts";
import { ScheduleChecker, type ScheduleRules } from "./schedule-checker.ts";

/** A list may be 180 s old when a pass begins, and the pass and its last call take their time. */
const oldestListMs = 180_000 + 40_000 + 60_000 + 10_000;
const personHoldMs = 60 * minuteMs;
const cooldownMs = 30 * minuteMs;
/** A tier stays down to 0.95 of its line; lo may count up to what the ledger's own tolerance allows. */
const ratioTolerance = 0.05 + 0.02;

/** P4 to P7: what the guard did to the account, judged by the account's journal. */
export class GuardChecker {
	readonly owners = new Map<string, Owner>();
	readonly #report: Report;
	readonly #stopped = new Map<Process, Map<string, boolean>>();
	readonly #restored = new Map<Process, Set<string>>();
	/** When the last good list was read. */
	goodListAt = 0;
	stops = 0;
	restores = 0;

	readonly schedules: ScheduleChecker;

	constructor(report: Report, rules: ScheduleRules = noSchedules) {
		this.#report = report;
		this.schedules = new ScheduleChecker(report, this.owners, rules);
	}

	follow(entry: JournalEntry, control: Control | null): void {
		this.schedules.advance(entry.at, control);
		follow(
			this.owners,
			entry,
			(name) => control?.held.find((held) => held.endpoint === name) ?? null,
			(name, after) => this.schedules.isLikeOwnResume(name, after),
		);
	}

	listed(at: Instant): void {
		this.goodListAt = at;
		list(this.owners, at);
	}

	/** A step of the guard is in the store, or goes on. */
	intends(held: Held): void {
		keepEither(this.owners.get(held.endpoint), held);
	}

	wrote(entry: JournalEntry, process: Process, facts: GuardFacts): void {
		this.schedules.advance(entry.at, facts.control);
		const owner = this.owners.get(entry.endpoint);
		if (entry.before === null || entry.after === null || owner === undefined) return;
		const before = choiceOf(entry.before);
		const after = choiceOf(entry.after);
		const change = { entry, name: entry.endpoint, before, after, owner, process, facts };
		if (owner.tags.includes("protected")) {
			this.#report(
				"P5 protected is never touched",
				`${entry.endpoint} carries the tag "protected", and the guard changed it (${entry.kind}).`,
			);
		}
		if (facts.mode === "shadow") {
			this.#report(
				"shadow writes nothing",
				`the guard changed ${entry.endpoint} (${entry.kind}) in mode shadow.`,
			);
		}
		if (this.schedules.wrote(change)) {
			this.#checkOverrides(change, "scaled by a schedule");
			this.#checkAge(change, "scaled by a schedule");
			return;
		}
		this.#checkPerson(change);
		if (isRestore(change)) this.#restore(change);
		else this.#stop(change);
	}

	/** After a clean day everything is as people want it. */
	finish(current: ReadonlyMap<string, Choice>, at: Instant): void {
		this.schedules.finish(current, at);
		for (const [name, owner] of this.owners) {
			const now = current.get(name);
			if (now === undefined || isWanted(now, owner) || isAsScheduled(now, owner)) continue;
			this.#report(
				"P6 everything comes back",
				`after a clean day ${name} is ${choiceText(now)}, people want ${choiceText(owner.wanted)}.`,
			);
		}
	}

	#stop(change: Change): void {
		const { name, owner, facts, entry } = change;
		this.stops += 1;
		const held = this.#heldOf(change);
		this.#checkOverrides(change, "stopped");
		this.#checkWord(change);
		this.#checkData(change);
		const isOrdered = facts.orders.stops(name, facts.now);
		if (!isOrdered && (held === null || !isRetry(held, change.process))) this.#checkLimits(change);
		owner.isStoppedByOrder = isOrdered;
		const restoredAt = isOrdered ? null : owner.restoredAt;
		if (restoredAt !== null && facts.now - restoredAt < cooldownMs - 2 * minuteMs) {
			const minutes = ((facts.now - restoredAt) / minuteMs).toFixed(1);
			this.#report(
				"a restored endpoint is left alone for the cooldown",
				`${name} was stopped again ${minutes} minutes after its restore; 30 have to pass.`,
			);
		}
		guardNow(owner);
		if (held === null) return;
		const { generation, easedAt = 0 } = held;
		const key = `${generation}/${easedAt}/${entry.kind}/${change.after.maxReplica}`;
		const times = (owner.stops.get(key) ?? 0) + 1;
		owner.stops.set(key, times);
		if (times > 1) {
			this.#report("one effect per intent", `${name}: the same step took effect ${times} times.`);
		}
		this.#checkRecord(change, held);
	}

	/** The intent is stored before the act, and kept for as long as a late call of the guard may still land. */
	#heldOf({ name, facts, after, entry }: Change): Held | null {
		const held = facts.control?.held.find((each) => each.endpoint === name);
		if (held === undefined || held.status === "superseded") {
			this.#report(
				"the intent is stored before the act",
				`the guard made ${name} ${choiceText(after)} (${entry.kind}) while the store ` +
					`${held === undefined ? "knew of no such intent" : `called it ${held.status}`}.`,
			);
			return null;
		}
		return held;
	}

	#checkRecord({ name, owner, process, facts, entry, after }: Change, held: Held): void {
		const record = facts.records.get(`${name}@${held.createdAt}#${held.generation}`);
		if (record === undefined) {
			this.#report(
				"every stop has its restore record, written before",
				`${name} was stopped (${entry.kind}) and no record of what it was is stored.`,
			);
			return;
		}
		const { minReplica, maxReplica, scaleToZeroTimeoutMinutes } = record.scaling;
		const timeout = scaleToZeroTimeoutMinutes ?? null;
		const recorded = { paused: record.state === "paused", minReplica, maxReplica, timeout };
		if (isWanted(recorded, owner)) return;
		if (wasUnseen(name, owner, process) && sameChoice(recorded, owner.previous)) {
			// Written over unseen: what the guard read is all that it can put back. A pause of theirs stands.
			owner.alsoFine = after.paused && owner.wanted.paused ? after : owner.previous;
			return;
		}
		this.#report(
			"the recorded original is what people wanted",
			`${name}: the restore record says ${choiceText(recorded)}, people want ${choiceText(owner.wanted)}.`,
		);
	}

	/**
	 * A change that this pass could see when it read the endpoint is not written over. What a person's order
	 * stopped after it comes back to what that person set, as soon as nothing stops it any more.
	 */
	#checkPerson(change: Change): void {
		const { name, owner, process, facts, entry } = change;
		const { takenOverAt } = owner;
		if (takenOverAt === null || facts.orders.stops(name, facts.now)) return;
		if (owner.isStoppedByOrder && isRestore(change)) return;
		const readAt = process.readAt.get(name) ?? process.startedAt;
		if (takenOverAt >= readAt || facts.now - takenOverAt >= personHoldMs) return;
		const minutes = ((facts.now - takenOverAt) / minuteMs).toFixed(1);
		this.#report(
			"P7 a person wins",
			`the guard changed ${name} (${entry.kind}) ${minutes} minutes after a person had taken it ` +
				"over; it has to leave it alone for 60.",
		);
	}

	#checkOverrides({ name, process, facts }: Change, done: string): void {
		if (facts.control?.tier === "ceiling") return;
		if (process.isSkewed) return;
		const order = facts.orders.forbids(name, { from: process.startedAt, until: facts.now });
		if (order === null) return;
		this.#report(
			"an override is obeyed from the next pass on",
			`${name} was ${done} although ${order.actor}'s "${order.kind}" covered it.`,
		);
	}

	/** Mode ask: what is dear to somebody waits for a word; the rest may go without one in time. */
	#checkWord({ name, owner, facts }: Change): void {
		if (facts.mode !== "ask" || owner.tags.includes("expendable")) return;
		if (facts.control?.tier === "ceiling" || facts.orders.stops(name, facts.now)) return;
		if (facts.orders.approves(facts.now)) return;
		this.#report(
			"nothing is done before a person's word",
			`${name} was stopped in mode ask, and nobody had approved a plan.`,
		);
	}

	#checkAge({ name, facts, process }: Change, done: string): void {
		const age = facts.now - facts.goodListAt;
		if (age <= oldestListMs || process.isSkewed) return;
		this.#report(
			"P4 nothing is done on old data",
			`${name} was ${done} ${Math.round(age / 1_000)} s after the last good list.`,
		);
	}

	#checkData(change: Change): void {
		const { name, facts, entry } = change;
		// A person's order does not wait for a list: the endpoint itself was read anew.
		const isOrdered = facts.orders.stops(name, facts.now);
		if (!isOrdered) this.#checkAge(change, "stopped");
		if (entry.kind !== "paused" || isOrdered) return;
		const held = facts.control?.held.find((each) => each.endpoint === name);
		const least = held === undefined ? 2 : leastRatio(held);
		const ratio = Math.max(facts.trueRatio(budgetOf(held)), facts.trueRatio("raised"));
		if (ratio >= least * (1 - ratioTolerance)) return;
		this.#report(
			"nothing is paused before the money is gone",
			`${name} was paused at ${(100 * ratio).toFixed(1)} % of the budget.`,
		);
	}

	#checkLimits({ name, process, facts, entry }: Change): void {
		const steps = this.#stopped.get(process) ?? new Map<string, boolean>();
		this.#stopped.set(process, steps.set(name, entry.kind === "paused"));
		const limited = [...steps.values()].filter((isPause) => !isPause).length;
		const most = Math.max(1, Math.floor((facts.endpointCount + 1) * 0.25));
		if (limited > most) {
			this.#report(
				"one pass stops a quarter of the endpoints at most",
				`one pass capped ${limited} of ${facts.endpointCount} endpoints; ${most} would be a quarter.`,
			);
		}
	}

	#restore({ name, owner, before, after, process, facts }: Change): void {
		this.restores += 1;
		const back = this.#restored.get(process) ?? new Set<string>();
		this.#restored.set(process, back.add(name));
		const most = Math.max(1, Math.floor((facts.endpointCount + 1) * 0.25));
		if (back.size > most) {
			this.#report(
				"endpoints come back in waves",
				`one pass put back ${back.size} of ${facts.endpointCount} endpoints; ${most} would be a quarter.`,
			);
		}
		if (before.paused && !after.paused && owner.wanted.paused && owner.alsoFine === null) {
			this.#report(
				"what a person paused stays paused",
				`${name} was resumed by the guard although a person had paused it.`,
			);
		}
		if (!isWanted(after, owner)) {
			// Half-way back, or only to what a softer tier asks: it is not what people want yet.
			if (!wasUnseen(name, owner, process) || !sameScaling(after, owner.previous)) {
				guardNow(owner);
				return;
			}
			// As in a stop: written over unseen. A pause of theirs stands, with that scaling.
			owner.alsoFine = after.paused && owner.wanted.paused ? after : owner.previous;
		}
		owner.guarded = false;
		owner.takenOverAt = null;
		owner.restoredAt = facts.now;
	}
}

function guardNow(owner: Owner): void {
	if (!owner.guarded) owner.original = owner.wanted;
	owner.guarded = true;
}

const noSchedules: ScheduleRules = { dues: [], refusesRaise: false, groupMembers: [] };

/** What became due may be done already, and need not be where it is the last of the day. */
function isAsScheduled(now: Choice, { due }: Owner): boolean {
	if (due === null || due.word === "yielded") return false;
	return due.levels.some((level) => sameChoice(now, { ...level, timeout: now.timeout }));
}
