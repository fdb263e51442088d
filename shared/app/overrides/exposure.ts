import { clockText } from "../../core/notify/clock-text.ts";
import { lineText, wholeDollars } from "../../core/notify/money-text.ts";
import { raisedBudget } from "../../core/reading/raised-policy.ts";
import { isRecordOf } from "../../core/restore/plan-restore.ts";
import { hourMs } from "../../domain/instant.ts";
import { type MicroUsd, microUsdPerUsd } from "../../domain/money.ts";
import { covers, isRevoked, type Override, type OverrideKind } from "../../domain/override.ts";
import type { GuardStore } from "../store/guard-store.ts";
import type { OverrideAnswer } from "./order.ts";
import type { OrderFacts } from "./refusals.ts";
import { putsBack, restoreEffect } from "./restore-effect.ts";

/** Kinds under which spend goes on that would have been stopped. */
const costs: ReadonlySet<OverrideKind> = new Set(["hold", "protect", "restore-now", "raise"]);
/** Kinds after which an endpoint may run as it did before the guard capped it. */
const liftsCaps: ReadonlySet<OverrideKind> = new Set(["restore-now", "raise"]);

/**
 * The most that what it covers can cost until its end, in micro-USD: the configured maximum of each
 * endpoint, or its own of before the guard's action where the order lifts that, at its dearest price.
 */
export async function exposureOf(
	override: Override,
	{ postures }: OrderFacts,
	store: GuardStore,
): Promise<MicroUsd> {
	if (!costs.has(override.kind)) return 0;
	const lifts = liftsCaps.has(override.kind);
	const originals = lifts ? await heldMaxima(store) : new Map<string, number>();
	const hours = (override.expiresAt - override.grantedAt) / hourMs;
	const rate = postures
		.filter(({ endpoint }) => covers(override, endpoint))
		.filter(({ observed }) => observed.state !== "paused" || lifts)
		.reduce((sum, { endpoint, observed, price }) => {
			const most = Math.max(observed.scaling.maxReplica, originals.get(endpoint) ?? 0);
			return sum + most * price.hi;
		}, 0);
	return Math.ceil(rate * hours);
}

/** What the held endpoints may scale to once they are back as they were. */
async function heldMaxima(store: GuardStore): Promise<ReadonlyMap<string, number>> {
	const [control, records] = await Promise.all([store.readControl(), store.readRestoreRecords()]);
	const held = control.value?.held ?? [];
	return new Map(
		records
			.filter((record) => held.some((entry) => isRecordOf(record, entry)))
			.map(({ endpoint, scaling }) => [endpoint, scaling.maxReplica]),
	);
}

/** What is answered to a granted order: what it does, what it can cost, and until when. */
export function grantedAnswer(
	override: Override,
	facts: OrderFacts,
	note: string | null,
): OverrideAnswer {
	const { exposureMicroUsd = 0, expiresAt } = override;
	const body = {
		overrideId: override.id,
		effect: `${scopeOf(override)}: ${effectOf(override, facts)}`,
		exposureUsd: exposureMicroUsd / microUsdPerUsd,
		exposure: exposureText(override, facts.policy.budget.zone),
		expiresAt,
		waitsForSecond: override.waitsForSecond === true,
		zone: facts.policy.budget.zone,
		note,
		...(override.kind === "restore-now" ? { putsBack: putsBack(override, facts) } : {}),
	};
	return { status: 202, body };
}

function scopeOf({ kind, endpoint, details }: Override): string {
	const named = kind === "revoke" ? details?.overrideId : details?.noticeId;
	return endpoint ?? named ?? "the whole namespace";
}

/** `can cost up to $412 until 18:00`. */
export function exposureText(
	{ kind, exposureMicroUsd = 0, expiresAt }: Override,
	zone: string,
): string {
	const until = clockText(expiresAt, zone);
	if (!costs.has(kind)) return `until ${until}`;
	return `can cost up to ${wholeDollars(exposureMicroUsd, "up")} until ${until}`;
}

const effects: Readonly<Record<Exclude<OverrideKind, "raise" | "restore-now">, string>> = {
	hold: "no new step is taken, the absolute ceiling excepted; caps that are already set stay",
	protect: "the guard does not touch it, the absolute ceiling excepted",
	release: "protections by earlier orders end for good; one by the policy stays",
	approve: "the plan that was shown may be carried out",
	deny: "the plan that was shown is not carried out, whoever approves it",
	"stop-now": "what shutdown would stop is stopped from the next pass on, whatever else is allowed",
	ack: "somebody looks after it: nobody else is called",
	silence: "matching notices are not sent; no action is stopped by that",
	accept: "what it is set to now is approved: no drift, and its maximum is what is expected",
	revoke: "the override ends now",
};

function effectOf(override: Override, facts: OrderFacts): string {
	if (override.waitsForSecond === true) return "a second person has 10 minutes to order the same";
	if (override.kind === "raise") return raiseEffect(override, facts);
	return override.kind === "restore-now" ? restoreEffect(override, facts) : effects[override.kind];
}

function raiseEffect(override: Override, { policy, overrides, period, now }: OrderFacts): string {
	const { dailyMicroUsd, thresholds } = policy.budget;
	const all = [...overrides.filter((other) => !isRevoked(other, overrides)), override];
	const budget = raisedBudget(dailyMicroUsd, all, { periodKey: period.key, now });
	const ceiling = Math.round(thresholds.ceiling * dailyMicroUsd);
	return `the budget of ${period.key} is ${lineText(budget)}; the absolute ceiling stays at ${lineText(ceiling)}`;
}
