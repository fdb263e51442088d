import type { Intended, Scheduled, ScheduleState } from "../../domain/schedule.ts";

/** The memory of the schedules as it is stored: each endpoint as one short row. */
export type PackedSchedule = Omit<ScheduleState, "endpoints"> & {
	/** Endpoints as they are: of items of older versions. */
	readonly endpoints: readonly (ScheduledRow | Scheduled)[];
};

/** `marks`: the sum of those of `markOf` that hold. `updatedAt` null: it was not known. */
type ScheduledRow = readonly [
	endpoint: string,
	createdAt: number,
	dueAt: number,
	min: number,
	max: number,
	configuredMax: number,
	marks: number,
	updatedAt: number | null,
	...intended: readonly [] | readonly [action: Intended["action"], min: number, max: number],
];

const markOf = { paused: 1, isSet: 2, yielded: 4, isHeld: 8, isFree: 16 } as const;

export function packSchedule(state: ScheduleState): PackedSchedule {
	return { ...state, endpoints: state.endpoints.map(packRow) };
}

export function unpackSchedule(packed: PackedSchedule): ScheduleState {
	return { ...packed, endpoints: packed.endpoints.map(unpackRow) };
}

function packRow(each: Scheduled): ScheduledRow {
	const { intended, outcome, paused, isSet, isHeld } = each;
	const marks =
		(paused ? markOf.paused : 0) +
		(isSet ? markOf.isSet : 0) +
		(outcome === "yielded" ? markOf.yielded : 0) +
		(isHeld === undefined ? 0 : isHeld ? markOf.isHeld : markOf.isFree);
	return [
		each.endpoint,
		each.createdAt,
		each.dueAt,
		each.minReplica,
		each.maxReplica,
		each.configuredMax,
		marks,
		each.updatedAt ?? null,
		...(intended === undefined ? ([] as const) : intendedOf(intended)),
	];
}

function intendedOf({ action, minReplica, maxReplica }: Intended) {
	return [action, minReplica, maxReplica] as const;
}

function unpackRow(row: ScheduledRow | Scheduled): Scheduled {
	if ("endpoint" in row) return row;
	const [endpoint, createdAt, dueAt, min, max, configuredMax, marks, updatedAt, ...rest] = row;
	const has = (mark: keyof typeof markOf) => (marks & markOf[mark]) !== 0;
	return {
		endpoint,
		createdAt,
		dueAt,
		minReplica: min,
		maxReplica: max,
		paused: has("paused"),
		configuredMax,
		isSet: has("isSet"),
		outcome: has("yielded") ? "yielded" : "written",
		...(updatedAt === null ? {} : { updatedAt }),
		...(has("isHeld") || has("isFree") ? { isHeld: has("isHeld") } : {}),
		...intendedIn(rest),
	};
}

function intendedIn(
	rest: readonly [] | readonly [action: Intended["action"], min: number, max: number],
): { intended?: Intended } {
	if (rest.length === 0) return {};
	const [action, minReplica, maxReplica] = rest;
	return { intended: { action, minReplica, maxReplica } };
}
