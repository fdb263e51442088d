import { type Instant, minuteMs } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import { isRevoked, type Override } from "../../domain/override.ts";
import type { OverrideRules } from "../../domain/override-rules.ts";

/** How long a second person has to order the same (OWASP ASVS 2.3.5). */
export const secondPersonMs = 10 * minuteMs;

export type SecondPersonInput = {
	readonly rules: OverrideRules;
	readonly overrides: readonly Override[];
	readonly ownBudgetMicroUsd: MicroUsd;
	readonly now: Instant;
};

/** The order as it is stored: waiting, where the rule asks for a second person and none came yet. */
export function underTwoPersonRule(override: Override, input: SecondPersonInput): Override {
	if (!needsSecond(override, input) || hasFirst(override, input)) return override;
	const expiresAt = Math.min(override.expiresAt, input.now + secondPersonMs);
	return { ...override, waitsForSecond: true, expiresAt };
}

function needsSecond(override: Override, { rules, ownBudgetMicroUsd }: SecondPersonInput): boolean {
	if (!rules.twoPerson) return false;
	if (override.kind === "stop-now") return true;
	const most = ownBudgetMicroUsd * rules.twoPersonRaiseRatio;
	const { toMicroUsd = 0, addMicroUsd = 0 } = override.details ?? {};
	return override.kind === "raise" && Math.max(toMicroUsd, ownBudgetMicroUsd + addMicroUsd) > most;
}

/** Somebody else ordered just this, proved by another key or account, within the last 10 minutes. */
function hasFirst(override: Override, { overrides, now }: SecondPersonInput): boolean {
	return overrides.some(
		(other) =>
			other.waitsForSecond === true &&
			now < other.expiresAt &&
			!isRevoked(other, overrides) &&
			other.principal !== override.principal &&
			other.actor !== override.actor &&
			whatOf(other) === whatOf(override),
	);
}

function whatOf({ kind, endpoint, details }: Override): string {
	return JSON.stringify([kind, endpoint, details?.addMicroUsd, details?.toMicroUsd]);
}
