import { dayOf } from "../core/reading/period.ts";
import type { AuditValue } from "../domain/audit.ts";
import { hourMs, type Instant } from "../domain/instant.ts";
import { type Override, type OverrideDetails, overridesInForce } from "../domain/override.ts";
import { acceptConfiguration } from "./alerts/accept-configuration.ts";
import { appendAudit } from "./audit/audit-log.ts";
import { atCeiling } from "./overrides/at-ceiling.ts";
import { cutNote, endOf, endProblem } from "./overrides/duration.ts";
import { exposureOf, grantedAnswer } from "./overrides/exposure.ts";
import {
	type OverrideAnswer,
	type OverrideCommand,
	type OverrideDeps,
	refusal,
	rulesOf,
} from "./overrides/order.ts";
import { readNotices } from "./overrides/read-notices.ts";
import { type OrderFacts, refusalOf } from "./overrides/refusals.ts";
import { underTwoPersonRule } from "./overrides/second-person.ts";
import { guardStore, type StoredOverride } from "./store/guard-store.ts";
import { keysOf } from "./store/keys.ts";
import { ledgerStore } from "./store/ledger-store.ts";
import { asJson } from "./store/record.ts";

export type { OverrideAnswer, OverrideCommand, OverrideDeps } from "./overrides/order.ts";

/** A request id is remembered for longer than its signature could be accepted. */
const rememberMs = 24 * hourMs;

/**
 * Grants an override as level state that every pass reads, and asks for a pass at once. The same request
 * again gets the stored answer and changes nothing; the same id with another body is refused. Whatever
 * becomes of it is on record.
 */
export async function applyOverride(
	deps: OverrideDeps,
	command: OverrideCommand,
): Promise<OverrideAnswer> {
	const result = await grantOrRefuse(deps, command);
	await acceptWhatIsSet(deps, result.override);
	await putOnRecord(deps, command, result);
	if (result.override !== null && result.override.waitsForSecond !== true) {
		await askForPass(deps, result.override.grantedAt);
	}
	return result.answer;
}

/** An acceptance is done when it is granted; a repeated request gets the stored answer and does nothing. */
async function acceptWhatIsSet(
	{ namespace, table, clock }: OverrideDeps,
	override: Override | null,
): Promise<void> {
	if (override?.kind !== "accept" || override.endpoint === null) return;
	const { endpoint, actor } = override;
	await acceptConfiguration({ namespace, table, endpoint, by: actor, now: clock.now() });
}

type Result = {
	readonly answer: OverrideAnswer;
	/** null: nothing was changed. */
	readonly override: Override | null;
	readonly before: number;
};

async function grantOrRefuse(deps: OverrideDeps, command: OverrideCommand): Promise<Result> {
	const key = keysOf(deps.namespace).override(command.requestId);
	const seen = await deps.table.get(key);
	if (seen !== null) return unchanged(repeated(seen.body as unknown as StoredOverride, command));
	const facts = await factsOf(deps, command);
	const end = endOf(command, facts.now, facts.period);
	const problem = refusalOf(command, facts) ?? endProblem(command, { ...facts, end });
	if (problem !== null) return unchanged(problem, facts.overrides.length);
	const override = await overrideOf(deps, command, { facts, end });
	const { zone } = deps.policy.budget;
	const answer = grantedAnswer(override, facts, cutNote(command, { now: facts.now, end, zone }));
	const granted: StoredOverride = { ...override, bodyHash: command.bodyHash, answer };
	const forgetAt = Math.max(end, facts.now + rememberMs);
	const put = await deps.table.put({ ...key, body: asJson(granted), expiresAt: forgetAt }, 0);
	if (!put.ok) return grantOrRefuse(deps, command);
	return { answer, override, before: facts.overrides.length };
}

function unchanged(answer: OverrideAnswer, before = 0): Result {
	return { answer, override: null, before };
}

function repeated(seen: StoredOverride, { bodyHash }: OverrideCommand): OverrideAnswer {
	if (seen.bodyHash === bodyHash) return { status: 200, body: seen.answer.body };
	return refusal(409, "this request id was used before with another body");
}

async function factsOf(
	{ table, namespace, policy, clock }: OverrideDeps,
	{ kind }: OverrideCommand,
): Promise<OrderFacts> {
	const now = clock.now();
	const [postures, overrides, control] = await Promise.all([
		ledgerStore(table, namespace).readPostures(),
		guardStore(table, namespace).readAllOverrides(),
		guardStore(table, namespace).readControl(),
	]);
	const inForce = overridesInForce(overrides, now);
	const notices = kind === "ack" ? await readNotices({ table, namespace }, inForce) : null;
	const period = dayOf(now, policy.budget.zone);
	const isToday = control.value?.periodKey === period.key;
	const word = isToday ? control.value?.word : undefined;
	const held = control.value?.held ?? [];
	const ceilingOver = atCeiling({ policy, postures, control: control.value, now });
	const account = { namespace, policy, postures, held, ceilingOver };
	return { ...account, period, now, overrides, notices, word };
}

async function overrideOf(
	{ table, namespace, policy }: OverrideDeps,
	command: OverrideCommand,
	{ facts, end }: { readonly facts: OrderFacts; readonly end: Instant },
): Promise<Override> {
	const { kind, endpoint, actor, reason, requestId, principal, details = {} } = command;
	const periodKey = kind === "raise" ? { periodKey: facts.period.key } : {};
	const override: Override = {
		id: requestId,
		kind,
		namespace,
		endpoint,
		actor,
		reason,
		principal,
		grantedAt: facts.now,
		expiresAt: kind === "revoke" ? facts.now + rememberMs : end,
		details: { ...details, ...periodKey },
	};
	const store = guardStore(table, namespace);
	const summary = await ledgerStore(table, namespace).readSummary();
	const exposureMicroUsd = await exposureOf(override, facts, store);
	const isToday = summary.value?.periodKey === facts.period.key;
	const spentAtGrantMicroUsd = isToday ? (summary.value?.spent.point ?? 0) : 0;
	return underTwoPersonRule(
		{ ...override, exposureMicroUsd, spentAtGrantMicroUsd },
		{
			rules: rulesOf(policy),
			overrides: facts.overrides,
			ownBudgetMicroUsd: policy.budget.dailyMicroUsd,
			now: facts.now,
		},
	);
}

/** Refused attempts as well: who tried what, and what was answered. The signature never is. */
async function putOnRecord(
	deps: OverrideDeps,
	command: OverrideCommand,
	{ answer, override, before }: Result,
): Promise<void> {
	const { kind, endpoint, actor, reason, principal, requestId, bodyHash } = command;
	const { status } = answer;
	deps.log.info(override === null ? "override-not-granted" : "override-granted", {
		id: requestId,
		kind,
		principal,
		status,
	});
	await appendAudit(deps, "override", {
		at: deps.clock.now(),
		what: "override",
		actor: `${actor} (${principal})`,
		facts: {
			kind,
			endpoint,
			reason,
			requestId,
			bodySha256: bodyHash,
			status,
			before: { overrides: before },
			after: { overrides: before + (override === null ? 0 : 1) },
			details: asAudit(command.details ?? {}),
			expiresAt: override?.expiresAt ?? null,
			exposureMicroUsd: override?.exposureMicroUsd ?? null,
			waitsForSecond: override?.waitsForSecond === true,
		},
	});
}

/** Plain data, without the fields that say nothing. */
function asAudit(details: OverrideDetails): AuditValue {
	return JSON.parse(JSON.stringify(details)) as AuditValue;
}

/** Who ordered is answered within a second: half of it is left to the bus, half to the store. */
const mostBusWaitMs = 500;

/**
 * The pass would come within a minute anyway: a bus that is down must not turn a granted order into an
 * error, and one that hangs must not delay the answer.
 */
async function askForPass(deps: OverrideDeps, at: Instant): Promise<void> {
	const { namespace, bus, clock, log } = deps;
	const answered = new AbortController();
	const unasked = (problem: string) => log.warn("pass-not-asked-for", { namespace, problem });
	const published = bus
		.publish({ type: "override.granted", version: 1, namespace, at })
		.catch((error: unknown) => unasked(error instanceof Error ? error.message : String(error)))
		.finally(() => answered.abort());
	const tooLong = clock.sleep(mostBusWaitMs, answered.signal).then(() => {
		if (!answered.signal.aborted) unasked("the bus has not answered in time");
	});
	await Promise.race([published, tooLong]);
}
