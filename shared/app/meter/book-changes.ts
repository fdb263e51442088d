import { type Answer, bookPass, hoursTouched, itemKey } from "../../core/ledger/book-pass.ts";
import { dueQuestions, type Question } from "../../core/ledger/due-questions.ts";
import { hourTotal } from "../../core/ledger/hour-total.ts";
import { type Observation, observe } from "../../core/ledger/observe.ts";
import { settlePostures } from "../../core/ledger/settle-postures.ts";
import { lineIsUncertain } from "../../core/reading/line-is-uncertain.ts";
import { dayOf } from "../../core/reading/period.ts";
import { historyMs } from "../../core/reading/summarise.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Cursor, HourItem, HourTotal, Posture, Summary } from "../../domain/ledger.ts";
import { isSameRecord } from "../store/is-same-record.ts";
import { askFor } from "./ask-for.ts";
import type { MeterPass } from "./meter-pass.ts";
import { type BookedPass, summariseBudgets } from "./summarise-budgets.ts";
import { tellUnknownStages } from "./tell-unknown-stages.ts";

/**
 * A pass in which something changed. Order: cursor says "unfinished" → hour items → totals → postures →
 * summary → cursor. A crash in between leaves the mark, and the next pass books every posture again from its
 * own beginning, which changes nothing that was already booked.
 */
export async function bookChanges(pass: MeterPass): Promise<void> {
	const { store, inventory } = pass;
	const postures = await store.readPostures();
	const observations = observe({
		inventory,
		priceOf: pass.priceOf,
		cursor: pass.cursor.value,
		postures,
		periodFrom: pass.period.from,
		pricesConfirmedAt: pass.pricesConfirmedAt,
		settings: pass.deps.settings,
	});
	const open = posturesAfter(postures, observations);
	const { answers, provenAgeMs } = await askFor(pass, await questionsFor(pass, open, observations));
	const version = await store.writeCursor(unfinishedCursor(pass), pass.cursor.version);
	const booked = await writeHours(pass, observations, answers);
	const settled = settlePostures(open, answers, pass.deps.settings);
	await writePostures(pass, postures, settled);
	const summary = await summariseBudgets(pass, { ...booked, before: postures, after: settled });
	await store.writeSummary(summary);
	const told = tellUnknownStages(pass, answers);
	await store.writeCursor({ ...finishedCursor(pass, settled), provenAgeMs, ...told }, version);
}

function posturesAfter(
	before: readonly Posture[],
	observations: readonly Observation[],
): Posture[] {
	const open = new Map(before.map((posture) => [identity(posture), posture]));
	for (const observation of observations) {
		if (observation.posture === null) open.delete(identity(observation));
		else open.set(identity(observation), observation.posture);
	}
	return [...open.values()];
}

async function questionsFor(
	pass: MeterPass,
	open: readonly Posture[],
	observations: readonly Observation[],
): Promise<Question[]> {
	const gone = observations.filter((observation) => observation.posture === null);
	const summary = await pass.store.readSummary();
	const questions = dueQuestions({
		now: pass.inventory.at,
		postures: open,
		changed: new Set(observations.map((observation) => observation.endpoint)),
		periodFrom: pass.period.from,
		lineIsUncertain: isAnyLineUncertain(pass, summary.value),
		settings: pass.deps.settings,
	});
	return gone.length === 0 ? questions : questions.filter((question) => isListed(question, open));
}

/** Of the namespace, or of a group in its own day. */
function isAnyLineUncertain(
	{ period, deps, inventory }: MeterPass,
	summary: Summary | null,
): boolean {
	const { budget, groups } = deps.policy;
	if (lineIsUncertain(summary, period.key, budget)) return true;
	return groups.some((group) => {
		const own = summary?.groups.find(({ name }) => name === group.name) ?? null;
		return lineIsUncertain(own, dayOf(inventory.at, group.zone).key, group);
	});
}

function isListed(question: Question, open: readonly Posture[]): boolean {
	return open.some((posture) => identity(posture) === identity(question.posture));
}

/** Loads the touched hours, books, writes what changed, and answers the totals that the summary needs. */
async function writeHours(
	pass: MeterPass,
	observations: readonly Observation[],
	answers: readonly Answer[],
): Promise<Pick<BookedPass, "hours" | "items" | "totals">> {
	const { store, inventory, period } = pass;
	const hours = hoursTouched(observations, answers);
	const loaded = (await Promise.all(hours.map((hour) => store.readHour(hour)))).flat();
	const versions = new Map(loaded.map(({ item, version }) => [itemKey(item), { item, version }]));
	const items = bookPass(
		loaded.map(({ item }) => item),
		observations,
		answers,
	);
	await Promise.all(
		items.map(async (item) => {
			const stored = versions.get(itemKey(item));
			if (stored !== undefined && isSameRecord(stored.item, item)) return;
			await store.writeHourItem(item, stored?.version ?? 0);
		}),
	);
	const from = Math.min(period.from, inventory.at - historyMs);
	const old = await store.readTotals({ from, to: inventory.at });
	const fresh = hours.map((hour) => totalOf(hour, items));
	const known = new Map(old.map((total) => [total.hour, total]));
	await store.writeTotals(fresh.filter((total) => !isSameRecord(known.get(total.hour), total)));
	for (const total of fresh) known.set(total.hour, total);
	return { hours, items, totals: [...known.values()] };
}

function totalOf(hour: Instant, items: readonly HourItem[]): HourTotal {
	return hourTotal(
		hour,
		items.filter((item) => item.hour === hour),
	);
}

async function writePostures(
	pass: MeterPass,
	before: readonly Posture[],
	after: readonly Posture[],
): Promise<void> {
	const known = new Map(before.map((posture) => [identity(posture), posture]));
	const kept = new Set(after.map(identity));
	await pass.store.writePostures(
		after.filter((posture) => !isSameRecord(known.get(identity(posture)), posture)),
	);
	for (const posture of before) {
		if (kept.has(identity(posture))) continue;
		await pass.store.deletePosture(posture.endpoint, posture.createdAt);
	}
}

/**
 * What is about to be booked counts already: after a pass that ended here, a list without it is a drop, and
 * must not pass for a fleet that was never there.
 */
function unfinishedCursor({ cursor, inventory, period }: MeterPass): Cursor {
	const before: Cursor = cursor.value ?? {
		observedUntil: period.from,
		fingerprint: "",
		lastPassAt: inventory.at,
		failedPasses: 0,
		lastError: null,
		periodKey: period.key,
		dropsInARow: 0,
		endpointCount: 0,
		unfinished: true,
		owed: 0,
	};
	const endpointCount = Math.max(before.endpointCount, inventory.endpoints.length);
	return { ...before, endpointCount, lastPassAt: inventory.at, unfinished: true };
}

function finishedCursor(pass: MeterPass, postures: readonly Posture[]): Cursor {
	const confirmAt = Math.min(...postures.map((each) => each.confirmAt ?? Number.POSITIVE_INFINITY));
	return {
		...(Number.isFinite(confirmAt) ? { confirmAt } : {}),
		observedUntil: pass.inventory.at,
		fingerprint: pass.fingerprint,
		lastPassAt: pass.inventory.at,
		failedPasses: 0,
		lastError: null,
		periodKey: pass.period.key,
		zone: pass.period.zone,
		dropsInARow: 0,
		endpointCount: pass.inventory.endpoints.length,
		unfinished: false,
		owed: postures.filter((posture) => posture.truthUntil < posture.since).length,
	};
}

function identity(of: { readonly endpoint: string; readonly createdAt: Instant }): string {
	return `${of.endpoint}@${of.createdAt}`;
}
