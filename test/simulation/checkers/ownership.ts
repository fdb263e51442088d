import type { Held, HeldStatus } from "../../../shared/domain/control.ts";
import type { Instant } from "../../../shared/domain/instant.ts";
import type { Configuration, JournalEntry } from "../../../shared/simulator/journal.ts";
import type { Process } from "../process.ts";

/** What a person can decide of an endpoint and the guard can change. */
export type Choice = {
	readonly paused: boolean;
	readonly minReplica: number;
	readonly maxReplica: number;
	readonly timeout: number | null;
};

/** Whose will an endpoint's configuration is, from the journal alone. */
export type Owner = {
	/** What people last wanted: the guard has to come back to this. */
	wanted: Choice;
	/** What people wanted before that; a change that nobody could see yet may be overwritten. */
	previous: Choice;
	/** A person chose just what the guard had set: both that and what was before are right. */
	alsoFine: Choice | null;
	/** The guard changed it and has not put it back. */
	guarded: boolean;
	/** When a person last changed anything; null: never. */
	personAt: Instant | null;
	/** When a person changed what the guard held; null: never since then. */
	takenOverAt: Instant | null;
	/** A person's order to stop it, and not the guard's own tier, was the last to stop it since then. */
	isStoppedByOrder: boolean;
	/** When the guard last put it back; what is created anew by its name never came back, and has no cooldown. */
	restoredAt: Instant | null;
	/** What people wanted when the guard first changed it. */
	original: Choice | null;
	stops: Map<string, number>;
	readonly tags: readonly string[];
	readonly createdAt: Instant;
	/** The maximum that people configured, or each that they may have meant. */
	configuredMax: readonly number[];
	/** When a person last changed the maximum, and from what the account last listed; null: it listed it since. */
	unlisted: { readonly at: Instant; readonly from: readonly number[] } | null;
	/** What a schedule raised the maximum to, and from what; null: nothing, or the guard saw another one since. */
	raised: { readonly to: number; readonly from: readonly number[] } | null;
	/** The last entry of the schedules that became due; null: none did. */
	due: OpenEntry | null;
	/** The one before it, as it was when that became due. */
	dueBefore: OpenEntry | null;
	/** A clock that is ahead applied the entries until then. */
	appliedUntil: Instant;
};

/** An entry that became due, and every configuration that would be right for it. */
export type OpenEntry = {
	readonly at: Instant;
	readonly replicas: number;
	readonly levels: readonly Choice[];
	/** What people wanted when it became due. */
	readonly before: Choice;
	/** yielded: a person changed it afterwards · unclear: in a way that nobody can tell from no change. */
	readonly word: "open" | "unclear" | "yielded";
};

export function choiceOf({ state, ...rest }: Configuration): Choice {
	const { minReplica, maxReplica, scaleToZeroTimeout } = rest;
	return { paused: state === "paused", minReplica, maxReplica, timeout: scaleToZeroTimeout };
}

export function sameChoice(a: Choice, b: Choice): boolean {
	return a.paused === b.paused && sameScaling(a, b);
}

export function sameScaling(a: Choice, b: Choice): boolean {
	return a.minReplica === b.minReplica && a.maxReplica === b.maxReplica && a.timeout === b.timeout;
}

/** People's and the account's own entries; what the guard wrote is judged elsewhere. */
export function follow(
	owners: Map<string, Owner>,
	entry: JournalEntry,
	heldOf: (endpoint: string) => Held | null,
	isLikeOwnResume: (endpoint: string, after: Choice) => boolean = () => false,
): void {
	const { endpoint, kind, after, before, at, actorKind } = entry;
	if (after === null) {
		owners.delete(endpoint);
		return;
	}
	const owner = owners.get(endpoint);
	if (owner === undefined || kind === "created") {
		owners.set(endpoint, newOwner(choiceOf(after), after.tags, at));
		return;
	}
	if (kind === "woken") owner.stops.clear();
	if (actorKind !== "person" || before === null) return;
	if (sameChoice(choiceOf(before), choiceOf(after))) return;
	const held = heldOf(endpoint);
	const [was, is] = [choiceOf(before), choiceOf(after)];
	// Whoever resumes what the guard is resuming wants the same: running, as it was.
	if (kind === "resumed" && owner.guarded && held?.status === "restoring") {
		// A try that reads this before its first call leaves it to them.
		if (at - held.statusSince < oldestLookMs) owner.alsoFine = is;
		return;
	}
	const isLikeOwn = isLikeOwnResume(endpoint, is);
	const configuredMax = configuredMaxOf(owner, was, is);
	if (is.maxReplica !== 0 && is.maxReplica !== was.maxReplica) {
		owner.unlisted = { at, from: owner.unlisted?.from ?? owner.configuredMax };
	}
	// What a resume resets may be nobody's choice, or theirs.
	owner.configuredMax = isLikeOwn
		? [...new Set([...owner.configuredMax, ...configuredMax])]
		: configuredMax;
	if (owner.due !== null) owner.due = afterPerson(owner, owner.due, { after: is, held, isLikeOwn });
	change(owner, { after: is, at, held });
}

const active: ReadonlySet<HeldStatus> = new Set(["intended", "applied", "restoring"]);

function change(
	owner: Owner,
	{ after, at, held }: { after: Choice; at: Instant; held: Held | null },
): void {
	const isHeld = held !== null && active.has(held.status);
	if (isHeld && isAsWritten(after, held)) {
		const isUnseen = owner.takenOverAt !== null && held.heldSince <= owner.takenOverAt;
		owner.alsoFine = isUnseen ? owner.original : owner.wanted;
		owner.takenOverAt = null;
	} else if (isHeld && isLikeReturn(after, held, owner) && isBetweenTries(held, at)) {
		// A re-PUT whose answer was lost looks the same: it is back, and has the cooldown of what is.
		owner.takenOverAt = null;
		owner.restoredAt = at;
		owner.alsoFine = null;
	} else {
		if (owner.guarded && isHeld) owner.takenOverAt = at;
		owner.alsoFine = null;
	}
	owner.previous = owner.wanted;
	owner.wanted = after;
	owner.personAt = at;
	owner.guarded = false;
	owner.isStoppedByOrder = false;
	// A step on what a person set is another one.
	owner.stops.clear();
}

/** The first try sees what is set while it lasts. */
function isBetweenTries({ attempts, statusSince }: Held, at: Instant): boolean {
	return attempts > 0 || at - statusSince >= tryMs;
}

/** Nothing is sent later than this after the pass began. */
const tryMs = 40_000;

/** A person set just what stands: the guard may take that for their choice, and what was wanted before is right too. */
export function keep(owner: Owner | undefined, standing: Choice | undefined): void {
	if (owner?.guarded !== true || standing === undefined || isWanted(standing, owner)) return;
	owner.alsoFine = standing;
}

/**
 * A person set just what the guard decided on, after the look that it decided by: whose of the two it is that
 * stands, the account does not tell, and what was wanted before is right too.
 */
export function keepEither(owner: Owner | undefined, held: Held): void {
	if (owner === undefined || owner.guarded || owner.personAt === null) return;
	const { updatedAtBefore } = held.written;
	if (held.status !== "intended" || updatedAtBefore === undefined) return;
	const isUnseen =
		owner.personAt > updatedAtBefore && held.written.at - owner.personAt < oldestLookMs;
	if (isUnseen && isAsWritten(owner.wanted, held)) owner.alsoFine = owner.previous;
}

/** A list may be a minute behind, and the passes that read and decide take their time. */
const oldestLookMs = 120_000;

/**
 * A maximum that a schedule raised, or the guard lowered, and that a person leaves as it is when changing
 * something else may be either of the two; so may one that they change and set back before the guard looks. What
 * no list has shown before a pause wrote zeros over it, nobody can know.
 */
function configuredMaxOf(owner: Owner, before: Choice, after: Choice): readonly number[] {
	const { configuredMax, guarded, raised, unlisted } = owner;
	const isScaled = !before.paused && !after.paused;
	if (after.maxReplica === 0) return [...new Set([...configuredMax, ...(unlisted?.from ?? [])])];
	if (after.maxReplica !== before.maxReplica) {
		const meant = raised?.to === after.maxReplica ? raised.from : [];
		return [...new Set([after.maxReplica, ...meant])];
	}
	return isScaled || guarded ? [...new Set([...configuredMax, after.maxReplica])] : configuredMax;
}

/** The account listed everything as it was then. */
export function list(owners: ReadonlyMap<string, Owner>, at: Instant): void {
	for (const owner of owners.values()) {
		if (owner.unlisted !== null && owner.unlisted.at <= at) owner.unlisted = null;
	}
}

type PersonChange = {
	readonly after: Choice;
	readonly held: Held | null;
	/** Just as a resume of the schedule that is on its way leaves it, or the scaling that follows it. */
	readonly isLikeOwn: boolean;
};

/** What is as before, just as the guard had set it, or as it is putting it back, looks like no change at all. */
function afterPerson(
	owner: Owner,
	due: OpenEntry,
	{ after, held, isLikeOwn }: PersonChange,
): OpenEntry {
	const isAsBefore = !owner.guarded && sameChoice(after, due.before);
	const isHeld = held !== null && active.has(held.status);
	const isLikeGuards = isHeld && (isAsWritten(after, held) || isLikeReturn(after, held, owner));
	const isUnclear = isAsBefore || isLikeOwn || isLikeGuards;
	return { ...due, word: isUnclear ? "unclear" : "yielded" };
}

/** The guard is putting back just that: once it stands, nobody can tell whose of the two it is. */
function isLikeReturn(after: Choice, { status }: Held, { guarded, original }: Owner): boolean {
	return status === "restoring" && guarded && original !== null && sameChoice(after, original);
}

/**
 * Just what the guard had set, or on the way back what a resume leaves: nothing tells this person's choice from
 * the guard's own.
 */
export function isAsWritten(after: Choice, { written, status }: Held): boolean {
	const own = [written, ...(written.formerly ?? [])];
	const isOneOf = (set: readonly { minReplica: number; maxReplica: number }[]) =>
		set.some(
			({ minReplica, maxReplica }) =>
				after.minReplica === minReplica && after.maxReplica === maxReplica,
		);
	if (after.paused) return written.paused;
	if (status === "restoring") return isOneOf([...own, { minReplica: 1, maxReplica: 1 }]);
	return !written.paused && isOneOf([written]);
}

function newOwner(wanted: Choice, tags: readonly string[], createdAt: Instant): Owner {
	return {
		wanted,
		previous: wanted,
		alsoFine: null,
		original: null,
		guarded: false,
		personAt: null,
		takenOverAt: null,
		isStoppedByOrder: false,
		restoredAt: null,
		stops: new Map(),
		tags,
		createdAt,
		configuredMax: [wanted.maxReplica],
		unlisted: null,
		raised: null,
		due: null,
		dueBefore: null,
		appliedUntil: 0,
	};
}

/** Any of the choices that are right. */
export function isWanted(choice: Choice, { wanted, alsoFine }: Owner): boolean {
	return sameChoice(choice, wanted) || (alsoFine !== null && sameChoice(choice, alsoFine));
}

export function choiceText({ paused, minReplica, maxReplica, timeout }: Choice): string {
	const sleep = timeout === null ? "" : `, sleeps after ${timeout} min`;
	return `${paused ? "paused, " : ""}${minReplica} to ${maxReplica} replicas${sleep}`;
}

/** A person changed it after this pass had read it. */
export function wasUnseen(
	name: string,
	{ personAt }: Owner,
	{ readAt, startedAt }: Pick<Process, "readAt" | "startedAt">,
): boolean {
	return personAt !== null && personAt >= (readAt.get(name) ?? startedAt);
}
