import type { Control } from "../../../shared/domain/control.ts";
import { type Instant, minuteMs } from "../../../shared/domain/instant.ts";
import { tierOrder } from "../../../shared/domain/policy.ts";
import type { Scheduled, ScheduleState } from "../../../shared/domain/schedule.ts";
import type { Process } from "../process.ts";
import type { Due } from "./due-instants.ts";
import type { Change } from "./guard-change.ts";
import {
	type Choice,
	choiceText,
	isAsWritten,
	type OpenEntry,
	type Owner,
	wasUnseen,
} from "./ownership.ts";
import type { Report } from "./report.ts";

/** Who is asked for what, and what became of it. */
export type ScheduleRules = {
	readonly dues: readonly Due[];
	/** The account refuses a minimum above nothing where there is a timeout (not documented). */
	readonly refusesRaise: boolean;
	readonly groupMembers: readonly string[];
};

/** An entry of the last minutes of a run may still be on its way. */
const graceMs = 45 * minuteMs;

/** What the schedules of the policy want, by the clock alone, and what the guard may do for them. */
export class ScheduleChecker {
	readonly #report: Report;
	readonly #rules: ScheduleRules;
	readonly #owners: ReadonlyMap<string, Owner>;
	readonly counts = { changes: 0, held: 0 };
	#next = 0;
	/** When the guard first saw these schedules: nothing before it is applied. Null: not yet. */
	#since: Instant | null = null;
	#remembered: readonly Scheduled[] = [];

	constructor(report: Report, owners: ReadonlyMap<string, Owner>, rules: ScheduleRules) {
		this.#report = report;
		this.#owners = owners;
		this.#rules = rules;
	}

	/** The guard's own memory of the schedules was stored. */
	stored({ since, endpoints }: ScheduleState): void {
		this.#since ??= since;
		this.#remembered = endpoints;
		for (const { endpoint, maxReplica, intended } of endpoints) {
			const owner = this.#owners.get(endpoint);
			const seen = [maxReplica, intended?.maxReplica];
			if (owner?.raised && !seen.includes(owner.raised.to)) owner.raised = null;
		}
	}

	/**
	 * A person resumes, or scales, what a schedule is resuming: where its own resume for this entry is on record and
	 * not seen yet, what a resume leaves, or the scaling that follows it, cannot be told from its own. Whoever had
	 * changed it since the entry was due, or leaves another scaling than a resume can, is known.
	 */
	isLikeOwnResume(name: string, after: Choice): boolean {
		const due = this.#owners.get(name)?.due ?? null;
		const known = this.#remembered.find(({ endpoint }) => endpoint === name);
		const intended = known?.intended;
		if (due === null || due.word === "yielded") return false;
		if (known === undefined || intended?.action !== "resume" || known.dueAt >= due.at) return false;
		const { minReplica, maxReplica } = intended;
		const step = { ...after, paused: false, minReplica, maxReplica };
		const left = [intended, known, { minReplica: 1, maxReplica: 1 }];
		return (
			due.levels.some((level) => isAt(step, level)) &&
			left.some((own) => isAt(after, { ...step, ...scalingOf(own) }))
		);
	}

	/** Opens what is due by now: from then on it is what is wanted, unless a person changes it later. */
	advance(now: Instant, control: Control | null): void {
		if (this.#since === null) return;
		for (;;) {
			const due = this.#rules.dues[this.#next];
			if (due === undefined || due.at > now) return;
			this.#next += 1;
			if (due.at <= this.#since) continue;
			for (const [name, owner] of this.#owners) {
				if (!isAsked(name, owner, due) || owner.appliedUntil >= due.at) continue;
				open(owner, due);
				if (isHeld(name, control)) this.counts.held += 1;
			}
		}
	}

	/** True where this write is one of the schedules', and judged as such. */
	wrote(change: Change): boolean {
		const { owner, process, facts, name, after } = change;
		const dues = [this.#dueFor(name, owner, process), dueBefore(owner, process)];
		const due = dues.find((each) => each !== null && isStepOf(change, each)) ?? null;
		if (due === null) return false;
		const isLevel = isLevelOf(after, due);
		const held = facts.control?.held.find(({ endpoint }) => endpoint === name);
		const isGuards = held !== undefined && guarding.has(held.status);
		if (isGuards && (held.status === "restoring" || isAsWritten(after, held))) return false;
		if (isGuards && held.heldSince <= process.startedAt) {
			this.#report(
				"caps win over schedules",
				`a schedule made ${name} ${choiceText(after)} while the guard's own step held it.`,
			);
		}
		this.#checkTier(change);
		this.#checkPerson(change, due);
		apply(change, due, isLevel);
		if (isLevel) this.counts.changes += 1;
		return true;
	}

	/** What is due and was not done, though nothing stands in its way; after a clean day. */
	finish(current: ReadonlyMap<string, Choice>, now: Instant): void {
		for (const [name, choice] of current) {
			const text = this.#missing(name, choice);
			if (text === null || (this.#owners.get(name)?.due?.at ?? 0) > now - graceMs) continue;
			this.#report("what is due is done when the endpoint is free", `after a clean day ${text}`);
		}
	}

	/** What an endpoint is to be by now and is not, in words; null: nothing. */
	#missing(name: string, choice: Choice): string | null {
		const owner = this.#owners.get(name);
		const due = owner?.due ?? null;
		if (owner === undefined || due === null || due.word !== "open") return null;
		if (due.levels.some((level) => isAt(choice, level)) || this.#isRefused(owner, due)) return null;
		const [level = choice] = due.levels;
		const asked = due.replicas === 0 && level.paused ? "paused" : choiceText(level);
		return `${name} is ${choiceText(choice)}, the schedule asks for ${asked}.`;
	}

	/** Of those that nothing holds back now: the first that is not as its entry asks, in words. */
	waiting(
		current: ReadonlyMap<string, Choice>,
		control: Control | null,
		isOrdered: (name: string) => boolean,
	): string | null {
		for (const [name, choice] of current) {
			const owner = this.#owners.get(name);
			const isFree = !isHeld(name, control) && !isOrdered(name);
			if (owner === undefined || !isFree || tierOver(name, control, this.#rules) !== "ok") continue;
			const text = this.#missing(name, choice);
			if (text !== null) return text;
		}
		return null;
	}

	#isRefused({ wanted }: Owner, { replicas }: OpenEntry): boolean {
		return this.#rules.refusesRaise && replicas > 0 && wanted.timeout !== null;
	}

	/** A clock that is off may be early, or late, by an entry. */
	#dueFor(name: string, owner: Owner, process: Process): OpenEntry | null {
		if (!process.isSkewed || this.#since === null) return owner.due;
		const now = process.clock.now();
		const last = this.#rules.dues.findLast((due) => due.at <= now && isAsked(name, owner, due));
		if (last === undefined || last.at <= this.#since || last.at === owner.due?.at) return owner.due;
		return entryOf(owner, last);
	}

	/** Over a budget a schedule only lowers; of critical ones also more, up to the second line. */
	#checkTier({ name, owner, before, after, process, facts }: Change): void {
		const { control } = facts;
		if (control === null || process.isSkewed) return;
		const present = before.paused ? { minReplica: 0, maxReplica: 0 } : before;
		const raises =
			!after.paused &&
			(after.minReplica > present.minReplica || after.maxReplica > present.maxReplica);
		const tier = tierOver(name, control, this.#rules, process.startedAt);
		const isSoft = tierOrder.indexOf(tier) < tierOrder.indexOf("shutdown");
		if (!raises || tier === "ok" || (isSoft && owner.tags.includes("critical"))) return;
		this.#report(
			"caps win over schedules",
			`a schedule raised ${name} to ${choiceText(after)} while the tier ${tier} was in force.`,
		);
	}

	#checkPerson({ name, owner, after, process }: Change, due: OpenEntry): void {
		if (due.word !== "yielded" || wasUnseen(name, owner, process)) return;
		this.#report(
			"a person's change after an entry stands until the next",
			`a schedule made ${name} ${choiceText(after)}, and a person had changed it after the entry was due.`,
		);
	}
}

const guarding: ReadonlySet<string> = new Set(["intended", "applied", "restoring", "superseded"]);

function isHeld(name: string, control: Control | null): boolean {
	return (
		control?.held.some(({ endpoint, status }) => endpoint === name && status !== "recorded") ===
		true
	);
}

function isAsked(name: string, { tags, createdAt }: Owner, { members, at }: Due): boolean {
	if (tags.includes("protected") || createdAt >= at) return false;
	return members.some((each) => each.name === name || tags.includes(each.tag ?? ""));
}

function open(owner: Owner, due: Due): void {
	owner.dueBefore = owner.due;
	owner.due = entryOf(owner, due);
}

function entryOf(owner: Owner, { at, replicas }: Due): OpenEntry {
	const levels = levelsOf(owner, replicas);
	return { at, replicas, levels, before: owner.wanted, word: "open" };
}

/** A minimum of so many and a maximum of at least so many; none of them lets it sleep, or pauses it. */
function levelsOf({ wanted, alsoFine, configuredMax }: Owner, replicas: number): Choice[] {
	const bases = alsoFine === null ? [wanted] : [wanted, alsoFine];
	return bases.flatMap((base): Choice[] => {
		const isPause = replicas === 0 && (base.paused || base.timeout === null);
		if (isPause) return [{ ...base, paused: true }];
		return configuredMax.map((most) => ({
			...base,
			paused: false,
			minReplica: replicas,
			maxReplica: Math.max(1, replicas, most),
		}));
	});
}

/** A minimum may drop the timeout on the account's side, and what is paused may lose its scaling. */
function isAt(choice: Choice, level: Choice): boolean {
	if (choice.paused || level.paused) return choice.paused && level.paused;
	return choice.minReplica === level.minReplica && choice.maxReplica === level.maxReplica;
}

function isLevelOf(choice: Choice, { levels }: OpenEntry): boolean {
	return levels.some((level) => isAt(choice, level));
}

/** All of what the entry asks for, or half of it. */
function isStepOf({ after, entry }: Change, due: OpenEntry): boolean {
	const isHalfWay =
		(entry.kind === "resumed" && due.levels.some(({ paused }) => !paused)) ||
		(after.paused && isLevelOf({ ...after, paused: false }, due));
	return isHalfWay || isLevelOf(after, due);
}

/** A pass that began before the last entry was due does the one before it. */
function dueBefore({ due, dueBefore: former }: Owner, { startedAt }: Process): OpenEntry | null {
	return due !== null && due.at > startedAt ? former : null;
}

function scalingOf({ minReplica, maxReplica }: Pick<Choice, "minReplica" | "maxReplica">) {
	return { minReplica, maxReplica };
}

/**
 * From now on that is what is wanted. Half-way there is a resume, which may reset the scaling, and a scaling whose
 * resume the account did not do: all right as well.
 */
function apply({ owner, after, process }: Change, due: OpenEntry, isLevel: boolean): void {
	if (!isLevel) {
		owner.alsoFine = after;
		return;
	}
	const { maxReplica: to } = after;
	const from = owner.configuredMax;
	owner.raised = from.includes(to) ? null : { to, from };
	owner.previous = owner.wanted;
	owner.alsoFine = due.word === "open" ? null : owner.wanted;
	owner.wanted = after;
	owner.stops.clear();
	if (process.isSkewed) owner.appliedUntil = Math.max(owner.appliedUntil, due.at);
}

function tierOver(
	name: string,
	control: Control | null,
	{ groupMembers }: ScheduleRules,
	before = Infinity,
) {
	const groups = groupMembers.includes(name) ? (control?.groups ?? []) : [];
	const all = control === null ? [] : [control, ...groups];
	const over = all.filter(({ tierSince }) => tierSince < before).map(({ tier }) => tier);
	return over.reduce(
		(worst, tier) => (tierOrder.indexOf(tier) > tierOrder.indexOf(worst) ? tier : worst),
		"ok" as Control["tier"],
	);
}
