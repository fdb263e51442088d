import type { Held } from "../../domain/control.ts";
import type { Instant } from "../../domain/instant.ts";
import { covers, type Override, overridesInForce } from "../../domain/override.ts";
import { clockText } from "./clock-text.ts";

/** The `stop-now` orders that hold now. */
export function stopsInForce(overrides: readonly Override[], now: Instant): readonly Override[] {
	return overridesInForce(overrides, now).filter(({ kind }) => kind === "stop-now");
}

/** `By order of ana chat is stopped until 14:00 (stop-now)`. */
export function stopSentence({ actor, endpoint, expiresAt }: Override, zone: string): string {
	const what = endpoint ?? "what shutdown would stop";
	return `By order of ${actor} ${what} is stopped until ${clockText(expiresAt, zone)} (stop-now).`;
}

/** An order is younger than a cap that stands; only a pause can be its work. */
export function isStoppedBy(stop: Override, { endpoint, method, status, written }: Held): boolean {
	const isOurs = status === "applied" || status === "intended" || status === "recorded";
	const isIts = isOurs && method === "pause" && written.at >= stop.grantedAt;
	return isIts && covers(stop, endpoint);
}
