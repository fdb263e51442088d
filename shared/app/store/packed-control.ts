import type { Control, Held, HeldStatus } from "../../domain/control.ts";
import type { Method } from "../../domain/plan.ts";
import { type ActionTier, type Criticality, tierOrder } from "../../domain/policy.ts";
import { type PackedWord, packWord, unpackWord } from "./packed-word.ts";

/**
 * The control item as it is stored: one item, so that a transition and its notices stay one write, with each held
 * endpoint, and each step that a person was asked for, as one short row. 1,500 held ones stay below 300 KB (an item
 * may have 400 KB).
 */
export type PackedControl = Omit<Control, "held" | "word"> & {
	readonly word?: PackedWord | undefined;
	readonly held: {
		readonly rows: readonly HeldRow[];
		readonly periods: readonly string[];
		readonly errors: readonly string[];
	};
};

/** Instants after `heldSince` are stored as milliseconds since then; what has no place of its own comes last. */
type HeldRow = readonly [
	endpoint: string,
	createdAt: number,
	generation: number,
	period: number,
	words: string,
	heldSince: number,
	statusAfter: number,
	writtenAfter: number,
	updatedAfter: number | null,
	minReplica: number,
	maxReplica: number,
	replicasBefore: number,
	savesMicroUsdPerHour: number,
	counters: readonly [passes: number, rung: number, attempts: number, nextAttemptAfter: number],
	error: number,
	rest?: Partial<Held>,
];

const tiers = tierOrder as readonly string[];
const criticalities: readonly Criticality[] = ["critical", "standard", "expendable"];
const methods: readonly Method[] = ["cap", "floor", "sleep", "divert", "pause"];
const statuses: readonly HeldStatus[] = [
	"intended",
	"applied",
	"recorded",
	"superseded",
	"restoring",
	"restored",
];
/** Different errors that are kept; the account says the same of most. */
const mostErrors = 40;

export function packControl(control: Control): PackedControl {
	const periods = [...new Set(control.held.map(({ periodKey }) => periodKey))];
	const all = [...new Set(control.held.flatMap(({ lastError }) => lastError ?? []))];
	const errors = all.slice(0, mostErrors);
	const rows = control.held.map((held) => packHeld(held, periods, errors));
	const { word, ...rest } = control;
	const asked = word === undefined ? {} : { word: packWord(word) };
	return { ...rest, ...asked, held: { rows, periods, errors } };
}

/** Items of the first version hold the endpoints as they are; what they do not know is as it was then. */
export function unpackControl(stored: PackedControl | Control): Control {
	const { held, word, ...rest } = stored;
	const entries = "rows" in held ? held.rows.map((row) => unpackHeld(row, held)) : held;
	return {
		...rest,
		...(word === undefined ? {} : { word: unpackWord(word) }),
		held: entries.map((entry) => ({ ...young, ...entry })),
		putBack: stored.putBack ?? [],
		scalingPut: stored.scalingPut ?? { kind: "unknown" },
		ceilings: stored.ceilings ?? [],
	};
}

const young = { isSent: true, isAgain: false, rung: 0 };

function packHeld(held: Held, periods: readonly string[], errors: readonly string[]): HeldRow {
	const { endpoint, createdAt, generation, periodKey, tier, criticality, method, status } = held;
	const { written, heldSince, statusSince, replicasBefore, savesMicroUsdPerHour } = held;
	const {
		passesWithoutEffect,
		rung,
		attempts,
		nextAttemptAt,
		lastError,
		isSent,
		isAgain,
		isAnswered,
	} = held;
	const { paused, minReplica, maxReplica, at, updatedAt, ...restWritten } = written;
	const words = [
		tiers.indexOf(tier),
		criticalities.indexOf(criticality),
		methods.indexOf(method),
		statuses.indexOf(status),
		Number(paused) + 2 * Number(isSent) + 4 * Number(isAgain),
		...(isAnswered === true ? [1] : []),
	].join("");
	const row = [
		endpoint,
		createdAt,
		generation,
		periods.indexOf(periodKey),
		words,
		heldSince,
		statusSince - heldSince,
		at - heldSince,
		updatedAt === null ? null : updatedAt - heldSince,
		minReplica,
		maxReplica,
		replicasBefore,
		savesMicroUsdPerHour,
		[passesWithoutEffect, rung, attempts, nextAttemptAt - heldSince],
		lastError === null ? -1 : Math.max(0, errors.indexOf(lastError)),
	] as const;
	const rest = restOf(held, restWritten);
	return rest === null ? row : [...row, rest];
}

const known: ReadonlySet<string> = new Set([
	"endpoint",
	"createdAt",
	"generation",
	"periodKey",
	"tier",
	"criticality",
	"method",
	"status",
	"written",
	"heldSince",
	"statusSince",
	"replicasBefore",
	"savesMicroUsdPerHour",
	"passesWithoutEffect",
	"rung",
	"attempts",
	"nextAttemptAt",
	"lastError",
	"isSent",
	"isAgain",
	"isAnswered",
]);

/** Fields without a place of their own are kept as they are. */
function restOf(held: Held, restWritten: object): Partial<Held> | null {
	const entries = Object.entries(held).filter(([key]) => !known.has(key));
	const hasWritten = Object.keys(restWritten).length > 0;
	if (entries.length === 0 && !hasWritten) return null;
	const written = hasWritten ? { written: held.written } : {};
	return { ...Object.fromEntries(entries), ...written };
}

function unpackHeld(row: HeldRow, packed: PackedControl["held"]): Held {
	const [endpoint, createdAt, generation, period, words, heldSince, ...numbers] = row;
	const [statusAfter, writtenAfter, updatedAfter, minReplica, maxReplica, ...counted] = numbers;
	const [replicasBefore, savesMicroUsdPerHour, counters, error, rest] = counted;
	const [passesWithoutEffect, rung, attempts, nextAttemptAfter] = counters;
	const [tier = 0, criticality = 0, method = 0, status = 0, ...flagged] = Array.from(words, Number);
	const [flags = 0, isAnswered = 0] = flagged;
	return {
		endpoint,
		createdAt,
		generation,
		periodKey: packed.periods[period] ?? "",
		tier: tierOrder[tier] as ActionTier,
		criticality: criticalities[criticality] ?? "standard",
		method: methods[method] ?? "cap",
		status: statuses[status] ?? "intended",
		statusSince: heldSince + statusAfter,
		heldSince,
		written: {
			paused: (flags & 1) > 0,
			minReplica,
			maxReplica,
			at: heldSince + writtenAfter,
			updatedAt: updatedAfter === null ? null : heldSince + updatedAfter,
		},
		replicasBefore,
		savesMicroUsdPerHour,
		passesWithoutEffect,
		isSent: (flags & 2) > 0,
		rung,
		isAgain: (flags & 4) > 0,
		...(isAnswered > 0 ? { isAnswered: true } : {}),
		attempts,
		nextAttemptAt: heldSince + nextAttemptAfter,
		lastError: packed.errors[error] ?? null,
		...rest,
	};
}
