import { clockText } from "../../core/notify/clock-text.ts";
import { hourMs, type Instant } from "../../domain/instant.ts";
import type { OverrideKind } from "../../domain/override.ts";
import type { Period } from "../../domain/reading.ts";
import { type OverrideAnswer, type OverrideCommand, refusal } from "./order.ts";

const defaultTtlMs = 2 * hourMs;
const longestTtlMs = 24 * hourMs;
const longestSilenceMs = 7 * 24 * hourMs;

/**
 * When the order ends: 2 h unless it says otherwise (a raise: with its day), never past the budget day
 * unless that was said. What only mutes or acknowledges knows no budget day.
 */
export function endOf(command: OverrideCommand, now: Instant, period: Period): Instant {
	const { kind, expiresAt, ttlSeconds } = command;
	if (expiresAt !== null) return expiresAt;
	const byItself = kind === "raise" ? period.to : now + defaultTtlMs;
	const wanted = ttlSeconds === null ? byItself : now + ttlSeconds * 1_000;
	return boundByPeriod(command) ? Math.min(wanted, period.to) : wanted;
}

/** Null where an order of this kind may end then. */
export function endProblem(
	command: OverrideCommand,
	{ now, end, period }: { readonly now: Instant; readonly end: Instant; readonly period: Period },
): OverrideAnswer | null {
	const longest = command.kind === "silence" ? longestSilenceMs : longestTtlMs;
	if (end <= now) return refusal(422, "the override would be over before it began");
	const lastsMs = Math.max(end - now, (command.ttlSeconds ?? 0) * 1_000);
	if (lastsMs > longest) {
		const most =
			command.kind === "silence" ? "a silence lasts 7 days" : "an override lasts 24 hours";
		return refusal(422, `${most} at most`);
	}
	if (boundByPeriod(command) && end > period.to) {
		return refusal(422, "it would outlast the budget day: say pastPeriod, or an earlier end");
	}
	return null;
}

/** What is said where an order ends before the time that was asked for; null: it does not. */
export function cutNote(
	command: OverrideCommand,
	{ now, end, zone }: { readonly now: Instant; readonly end: Instant; readonly zone: string },
): string | null {
	const { ttlSeconds, kind } = command;
	if (ttlSeconds === null || now + ttlSeconds * 1_000 <= end) return null;
	const asked = clockText(now + ttlSeconds * 1_000, zone);
	const what = kind === "raise" ? "a raise" : "an order";
	return `It was to last until ${asked}, and ${what} ends with its budget day.`;
}

const ofNoPeriod: ReadonlySet<OverrideKind> = new Set(["ack", "silence", "revoke"]);

function boundByPeriod({ kind, pastPeriod }: OverrideCommand): boolean {
	if (kind === "raise") return true;
	return pastPeriod !== true && !ofNoPeriod.has(kind);
}
