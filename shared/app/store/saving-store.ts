import { hourOf, type Instant, minuteMs, type Range } from "../../domain/instant.ts";
import type { Action, SavingHour } from "../../domain/saving.ts";
import type { Table } from "../../ports/table.ts";
import { keysOf } from "./keys.ts";
import { asJson, readPrefix, readRecord } from "./record.ts";

type PassCount = { readonly day: string; readonly from: number; readonly to: number };

/** An action that ended is asked for while its last hours are computed again. */
const endedForMs = 3 * 24 * 60 * minuteMs;
/** Savings are told by month, and the last month is looked back on. */
const savingsForMs = 400 * 24 * 60 * minuteMs;

/** What the guard's actions saved, by hour, and the actions that ended lately. */
export function savingStore(table: Table, namespace: string) {
	const keys = keysOf(namespace);
	return {
		/** Put if absent: a pass that is made again says the same. */
		writeEnded: async (action: Action, at: Instant): Promise<void> => {
			const { endpoint, createdAt, generation } = action;
			const key = keys.ended(at, `${endpoint}@${createdAt}#${generation}`);
			await table.put({ ...key, body: asJson(action), expiresAt: at + endedForMs }, 0);
		},
		/** Actions that ended in this hour or later. */
		readEnded: async (since: Instant): Promise<Action[]> => {
			const items = await table.query({
				pk: keys.pk,
				from: keys.ended(hourOf(since), "").sk,
				to: "ended#~",
			});
			return items.map(({ body }) => body as unknown as Action);
		},
		readHour: async (hour: Instant): Promise<SavingHour | null> =>
			(await readRecord<SavingHour>(table, keys.saving(hour))).value,
		writeHour: async (saving: SavingHour): Promise<void> => {
			const key = keys.saving(saving.hour);
			const { value, version } = await readRecord<SavingHour>(table, key);
			if (JSON.stringify(value) === JSON.stringify(saving)) return;
			const expiresAt = saving.hour + savingsForMs;
			await table.put({ ...key, body: asJson(saving), expiresAt }, version);
		},
		/** Passes of a budget day, by the guard's own count: its pulse counts each one. */
		countPasses: async (day: string, token: number): Promise<void> => {
			const key = keys.passes(day);
			const { value, version } = await readRecord<PassCount>(table, key);
			const from = value?.from ?? token;
			const expiresAt = Date.parse(`${day}T00:00:00Z`) + savingsForMs;
			await table.put({ ...key, body: { day, from, to: token }, expiresAt }, version);
		},
		/** Of the days of a month (`2026-03`) or one day. */
		readPasses: async (prefix: string): Promise<{ day: string; passes: number }[]> => {
			const counts = await readPrefix<PassCount>(table, keys.pk, keys.passes(prefix).sk);
			return counts.map(({ value: { day, from, to } }) => ({ day, passes: to - from }));
		},
		readHours: async (window: Range): Promise<SavingHour[]> => {
			const items = await table.query({
				pk: keys.pk,
				from: keys.saving(hourOf(window.from)).sk,
				to: keys.saving(hourOf(window.to - 1) + 60 * minuteMs).sk,
			});
			return items.map(({ body }) => body as unknown as SavingHour);
		},
	};
}
