import { hourMs, type Instant, minuteMs } from "../../shared/domain/instant.ts";
import type { Schedule } from "../../shared/domain/schedule.ts";
import { dueInstants } from "./checkers/due-instants.ts";
import { between, chance, mix, oneOf } from "./random.ts";

/** Something that happens to the guard's surroundings at an instant, whatever the guard does. */
export type PlannedEvent = {
	readonly id: string;
	readonly key: number;
	readonly at: Instant;
	readonly kind: PlannedKind;
	/** How long it lasts, where it lasts. */
	readonly until: Instant;
	/** Absent: any of the account's. */
	readonly endpoint?: string;
};

export type PlannedKind =
	| "person-scales"
	| "person-pauses"
	| "person-resumes"
	| "person-deletes"
	| "person-overrides"
	| "budget-changes"
	| "replica-crashes"
	| "endpoint-fails"
	| "quota-lost"
	| "account-down"
	| "token-revoked"
	| "passes-missed"
	| "long-outage"
	| "receiver-down";

type Frequency = {
	readonly kind: PlannedKind;
	/** At the nominal rate. */
	readonly perDay: number;
	readonly minutes: readonly [number, number];
};

const frequencies: readonly Frequency[] = [
	{ kind: "person-scales", perDay: 2.5, minutes: [0, 0] },
	{ kind: "person-pauses", perDay: 0.5, minutes: [0, 0] },
	{ kind: "person-resumes", perDay: 1, minutes: [0, 0] },
	{ kind: "person-deletes", perDay: 0.4, minutes: [3, 90] },
	{ kind: "person-overrides", perDay: 1.2, minutes: [10, 240] },
	{ kind: "budget-changes", perDay: 0.4, minutes: [0, 0] },
	{ kind: "replica-crashes", perDay: 0.7, minutes: [0, 0] },
	{ kind: "endpoint-fails", perDay: 0.3, minutes: [5, 60] },
	{ kind: "quota-lost", perDay: 0.3, minutes: [10, 180] },
	{ kind: "account-down", perDay: 0.6, minutes: [1, 60] },
	{ kind: "token-revoked", perDay: 0.1, minutes: [5, 60] },
	{ kind: "passes-missed", perDay: 0.6, minutes: [1, 60] },
	{ kind: "long-outage", perDay: 0.1, minutes: [50, 240] },
	{ kind: "receiver-down", perDay: 0.6, minutes: [5, 180] },
];

export const plannedKinds: readonly PlannedKind[] = frequencies.map(({ kind }) => kind);

type Span = { readonly start: Instant; readonly faultsUntil: Instant; readonly factor: number };

/** All of a run's events in order of time, each with a name of its own and over before the clean day. */
export function eventsOf(runKey: number, { start, faultsUntil, factor }: Span): PlannedEvent[] {
	const days = (faultsUntil - start) / (24 * hourMs);
	const events = frequencies.flatMap(({ kind, perDay, minutes }, row) => {
		const expected = perDay * days * factor;
		const count = Math.floor(expected + chance(mix(runKey, 900 + row), 0));
		return Array.from({ length: count }, (_, index): PlannedEvent => {
			const key = mix(mix(runKey, 1_000 + row), index);
			const at = momentOf(key, start, faultsUntil);
			const until = Math.min(at + between(key, 2, minutes) * minuteMs, faultsUntil - 1);
			return { id: `${kind}#${index}`, key, at, kind, until };
		});
	});
	return events.sort((a, b) => a.at - b.at);
}

/** Of the entries at nominal faults. */
const changedShare = 0.25;
const changedAfterMinutes = [0, 90] as const;
const changes = ["person-scales", "person-scales", "person-pauses", "person-resumes"] as const;

/** People change now and then what an entry was just due for. */
export function changesAfterEntries(
	runKey: number,
	{ start, faultsUntil, factor, schedules }: Span & { readonly schedules: readonly Schedule[] },
): PlannedEvent[] {
	if (schedules.length === 0 || factor === 0) return [];
	const dues = dueInstants(schedules, { from: start, to: faultsUntil });
	return dues.flatMap(({ at: dueAt, members }, index): PlannedEvent[] => {
		const key = mix(mix(runKey, 2_000), index);
		if (chance(key, 1) >= changedShare * factor) return [];
		const at =
			dueAt + between(key, 2, changedAfterMinutes) * minuteMs + between(key, 3, [0, 59_999]);
		if (at >= faultsUntil) return [];
		const { name } = oneOf(key, 4, members);
		const endpoint = name === undefined ? {} : { endpoint: name };
		const kind = oneOf(key, 5, changes);
		return [{ id: `after-entry#${index}`, key, at, kind, until: at, ...endpoint }];
	});
}

/** A third of them come in the half hour around a midnight, where periods change and things are put back. */
function momentOf(key: number, start: Instant, faultsUntil: Instant): Instant {
	const length = faultsUntil - start - 1;
	const anywhere = start + Math.floor(chance(key, 3) * length);
	if (chance(key, 4) > 0.3) return anywhere;
	const dayMs = 24 * hourMs;
	const midnights = Math.max(1, Math.round(length / dayMs));
	const daysBefore = between(key, 5, [0, midnights - 1]);
	const near = faultsUntil - daysBefore * dayMs;
	const offsets = daysBefore === 0 ? ([-30, -1] as const) : ([-20, 45] as const);
	const moment = near + between(key, 6, offsets) * minuteMs - between(key, 7, [0, 59_999]);
	return Math.min(Math.max(moment, start), faultsUntil - 1);
}
