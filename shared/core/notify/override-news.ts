import { type Instant, minuteMs } from "../../domain/instant.ts";
import {
	isInForce,
	type Override,
	type OverrideKind,
	revocationOf,
} from "../../domain/override.ts";

export type OverrideNewsKind = "granted" | "ending" | "ended";

export type OverrideNews = {
	readonly news: OverrideNewsKind;
	readonly override: Override;
	/** Identity of the notice. */
	readonly id: string;
	/** `ended`: who ended it before its time. */
	readonly revokedBy: string | null;
};

export type OverrideNewsInput = {
	/** All that are stored, the ended ones included. */
	readonly orders: readonly Override[];
	readonly told: readonly string[];
	readonly now: Instant;
};

/** How long before the end of an order people are told of it (docs/how-it-decides.md 9). */
const endingMs = 15 * minuteMs;
/** An end that is older was told before, or by a guard that stood still for too long to be of use. */
const endedMs = 60 * minuteMs;

/** Orders that change no action have nothing to tell to everybody. */
const unsaid: ReadonlySet<OverrideKind> = new Set([
	"ack",
	"silence",
	"revoke",
	"release",
	"accept",
]);

/** What is to be said of the orders now: granted, about to end, ended. Each once. */
export function overrideNews({ orders, told, now }: OverrideNewsInput): OverrideNews[] {
	return orders
		.filter(({ kind, waitsForSecond }) => !unsaid.has(kind) && waitsForSecond !== true)
		.flatMap((override) => {
			const revocation = revocationOf(override.id, orders);
			const endsAt = revocation?.grantedAt ?? override.expiresAt;
			const news = newsAt({ ...override, expiresAt: endsAt }, now);
			const id = `override/${override.id}/${news}`;
			if (news === null || told.includes(id)) return [];
			if (news === "ended" && !told.includes(`override/${override.id}/granted`)) return [];
			return [{ news, override, id, revokedBy: revocation?.actor ?? null }];
		});
}

/** A short order is told once when it is granted: its end is in that message. */
function newsAt(override: Override, now: Instant): OverrideNewsKind | null {
	const { grantedAt, expiresAt } = override;
	if (now >= expiresAt) return now - expiresAt < endedMs ? "ended" : null;
	if (!isInForce(override, now)) return null;
	const isShort = expiresAt - grantedAt <= 2 * endingMs;
	return expiresAt - now <= endingMs && !isShort ? "ending" : "granted";
}
