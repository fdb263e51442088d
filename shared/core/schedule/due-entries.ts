import type { Instant } from "../../domain/instant.ts";
import type { Cron, DueEntry, Schedule } from "../../domain/schedule.ts";
import { addDays, dayMs, instantOf, type LocalDate, localDateAt } from "./local-time.ts";

/** So far back the last due entry is looked for: a week, and a day for a holiday of the clock. */
export const lookBackMs = 8 * dayMs;

/** The last entry that is due at `now`, of those due after `since`; null: none in the last eight days. */
export function lastDue(
	schedules: readonly Schedule[],
	now: Instant,
	since: Instant,
): DueEntry | null {
	const from = Math.max(since, now - lookBackMs);
	const all = schedules.flatMap(({ entries, zone }) =>
		entries.flatMap((entry): DueEntry[] => {
			const dueAt = lastInstant(entry.cron, zone, { from, to: now });
			return dueAt === null ? [] : [{ ...entry, dueAt, zone }];
		}),
	);
	// Of two at one instant the one that stands later in the policy counts, as with rules.
	return all.reduce<DueEntry | null>(
		(best, each) => (best === null || each.dueAt >= best.dueAt ? each : best),
		null,
	);
}

/** Every entry that becomes due in (from, to], in order of time. */
export function dueBetween(schedules: readonly Schedule[], from: Instant, to: Instant): DueEntry[] {
	return schedules
		.flatMap(({ entries, zone }) =>
			entries.flatMap((entry) =>
				instantsBetween(entry.cron, zone, { from, to }).map((dueAt) => ({ ...entry, dueAt, zone })),
			),
		)
		.sort((a, b) => a.dueAt - b.dueAt);
}

type Window = { readonly from: Instant; readonly to: Instant };

/** Day by day backwards, so that the usual entry is found on the first or second day. */
function lastInstant(cron: Cron, zone: string, { from, to }: Window): Instant | null {
	const today = localDateAt(to, zone);
	const days = Math.ceil((to - from) / dayMs) + 1;
	for (let back = -1; back <= days; back += 1) {
		const found = instantsOn(cron, addDays(today, -back), zone).findLast(
			(at) => from < at && at <= to,
		);
		if (found !== undefined) return found;
	}
	return null;
}

function instantsBetween(cron: Cron, zone: string, { from, to }: Window): Instant[] {
	const first = addDays(localDateAt(from, zone), -1);
	const days = Math.ceil((to - from) / dayMs) + 2;
	const all = Array.from({ length: days + 1 }, (_, index) =>
		instantsOn(cron, addDays(first, index), zone),
	).flat();
	return [...new Set(all)].filter((at) => from < at && at <= to).sort((a, b) => a - b);
}

/** Ascending; times of a gap fall together on its end. */
function instantsOn(cron: Cron, date: LocalDate, zone: string): readonly Instant[] {
	if (!matches(cron, date)) return [];
	const minutes = cron.hours.flatMap((hour) => cron.minutes.map((minute) => hour * 60 + minute));
	const all = minutes.map((minuteOfDay) => instantOf(date, minuteOfDay, zone));
	return [...new Set(all)].sort((a, b) => a - b);
}

function matches(cron: Cron, { month, day, weekday }: LocalDate): boolean {
	if (!cron.months.includes(month)) return false;
	const byDay = cron.days.includes(day);
	const byWeekday = cron.weekdays.includes(weekday);
	return cron.anyDay ? byDay || byWeekday : byDay && byWeekday;
}
