import { nextTexts } from "../core/notify/holding-text.ts";
import { savingText } from "../core/notify/money-text.ts";
import { isStoppedBy, stopsInForce } from "../core/notify/stop-sentence.ts";
import type { Held } from "../domain/control.ts";
import type { Scaling } from "../domain/endpoint.ts";
import type { Instant } from "../domain/instant.ts";
import type { Override } from "../domain/override.ts";
import type { RestoreRecord } from "../domain/plan.ts";
import { writesIn } from "../domain/policy.ts";
import { type Frame, onlyWatches } from "./frame.ts";
import { savingsText } from "./savings-view.ts";

/** An endpoint under guard action: what was done, what it was, and when it comes back. */
export type HeldView = {
	readonly endpoint: string;
	/** "capped 6 → 1", "paused", … in the tense of its status. */
	readonly what: string;
	/** When it was done; null where `what` names its own time or nothing was done yet. */
	readonly at: string | null;
	/** The tier that asked; null where a person ordered it, or no tier did. */
	readonly tier: string | null;
	readonly saves: string;
	/** What a harder line would do, "paused at 200 %"; null: nothing more, or it is not known. */
	readonly next: string | null;
	readonly was: string;
	/** "back after 00:15 tomorrow"; null where a person took over or it is back. */
	readonly back: string | null;
};

export type HeldSection = {
	readonly heading: string;
	readonly items: readonly HeldView[];
	/** Held endpoints beyond the items shown. */
	readonly more: number;
	/** What the actions saved; null: nothing was done. */
	readonly saved: string | null;
};

const itemsShownMax = 20;

export function heldSection(frame: Frame): HeldSection {
	const { held } = frame.model.control;
	return {
		heading: onlyWatches(frame.model) ? "Would have been done" : "Done by the guard",
		items: held.slice(0, itemsShownMax).map((each) => heldView(frame, each)),
		more: Math.max(0, held.length - itemsShownMax),
		saved: savingsText(frame),
	};
}

function heldView(frame: Frame, held: Held): HeldView {
	const record = recordOf(frame, held);
	return {
		endpoint: held.endpoint,
		what: `${whatText(frame, held, record)}${orderText(frame, held) ?? groupText(held)}`,
		at: isDone(held) ? frame.moment(held.written.at) : null,
		tier: isDone(held) && held.cause === undefined && !stopOver(frame, held) ? held.tier : null,
		saves: savingText(held.savesMicroUsdPerHour),
		next: nextText(frame, held),
		was: record === undefined ? "no restore record" : wasText(record),
		back: backText(frame, held),
	};
}

/** The fleet's column: what was done and when it ends, in one line. */
export function heldText(frame: Frame, endpoint: string): string | null {
	const held = frame.model.control.held.find((each) => each.endpoint === endpoint);
	if (held === undefined) return null;
	const { what, back } = heldView(frame, held);
	return back === null || isOnlyFewer(held) ? what : `${what}, ${back}`;
}

/** It still answers, so when it ends is not the first thing to say. */
function isOnlyFewer({ method }: Held): boolean {
	return method === "cap" || method === "floor";
}

function isDone({ status }: Held): boolean {
	return status === "applied" || status === "recorded";
}

function recordOf({ model }: Frame, held: Held): RestoreRecord | undefined {
	return model.restoreRecords.findLast(
		({ endpoint, createdAt, generation }) =>
			endpoint === held.endpoint && createdAt === held.createdAt && generation === held.generation,
	);
}

/** Who ordered it and until when, where a stop-now holds it. */
function orderText(frame: Frame, held: Held): string | null {
	const stop = stopOver(frame, held);
	return stop === undefined
		? null
		: `, by order of ${stop.actor} until ${frame.moment(stop.expiresAt)}`;
}

function stopOver({ model }: Frame, held: Held): Override | undefined {
	const stops = stopsInForce(model.overrides, model.now).filter((stop) => isStoppedBy(stop, held));
	return stops.toSorted((a, b) => b.expiresAt - a.expiresAt)[0];
}

/** In a mode that writes nothing no line changes what an earlier mode did. */
function nextText({ model }: Frame, { endpoint, status }: Held): string | null {
	const isHeld = status === "applied" || status === "intended";
	if (!isHeld || !writesIn(model.mode)) return null;
	const texts = nextTexts(endpoint, model.heldNext ?? []);
	return texts.length === 0 ? null : texts.join(", ");
}

/** Whose budget asked for it, where it is not that of all endpoints. */
function groupText({ budget }: Held): string {
	return budget === undefined ? "" : ` (group ${budget})`;
}

function whatText(frame: Frame, held: Held, record: RestoreRecord | undefined): string {
	const { infinitive, past } = methodWords(held, record);
	const { statusSince } = held;
	switch (held.status) {
		case "intended":
			return `to be ${past}, not yet done`;
		case "applied":
			return past;
		case "recorded":
			return `would ${infinitive} (nothing was written)`;
		case "superseded": {
			const until = statusSince + frame.model.policy.limits.personHoldMs;
			return `changed by a person, left alone until ${frame.moment(until)}`;
		}
		case "restoring":
			return `was ${past}, on its way back since ${frame.moment(statusSince)}`;
		case "restored":
			return `back as it was since ${frame.moment(statusSince)}`;
	}
}

function methodWords(held: Held, record: RestoreRecord | undefined) {
	if (held.method === "pause") return { infinitive: "pause", past: "paused" };
	if (held.method === "sleep") return { infinitive: "put to sleep", past: "put to sleep" };
	const from = record?.scaling.maxReplica ?? held.replicasBefore;
	const change = `${from} → ${held.written.maxReplica}`;
	return { infinitive: `cap ${change}`, past: `capped ${change}` };
}

function wasText({ state, scaling }: RestoreRecord): string {
	return `${state}, min ${scaling.minReplica}, max ${scaling.maxReplica}${timeoutText(scaling)}`;
}

function timeoutText({ scaleToZeroTimeoutMinutes: timeout }: Scaling): string {
	return timeout === undefined || timeout === null ? "" : `, to zero after ${timeout} min`;
}

function backText(frame: Frame, held: Held): string | null {
	if (held.status === "superseded" || held.status === "restored") return null;
	if (held.status === "restoring") return null;
	if (stopOver(frame, held) !== undefined) return "back after the order ends";
	const due = backAt(frame, held);
	if (due === null) return "back with the next budget day";
	return due > frame.model.now
		? `back after ${frame.moment(due)}`
		: `due back since ${frame.moment(due)}${waitText(frame, held)}`;
}

/** Why what is due is not back yet. */
function waitText({ model }: Frame, { endpoint }: Held): string {
	const wait = model.waits?.find((each) => each.endpoint === endpoint);
	return wait === undefined ? "" : `: ${wait.words}`;
}

/** An endpoint held in today's period is due after its end, one of an earlier period after its start. */
function backAt({ model }: Frame, held: Held): Instant | null {
	const group = model.spending.groups.find(({ reading }) => reading.budget === held.budget);
	const reading = group?.reading ?? model.reading;
	if (reading === null) return null;
	const { period } = reading;
	const start = held.periodKey === period.key ? period.to : period.from;
	return start + model.policy.limits.restoreDelayMs;
}
