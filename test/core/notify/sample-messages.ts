import {
	questionMessage,
	rollsMessage,
	sanityMessage,
} from "../../../shared/core/notify/acting-message.ts";
import { askMessage } from "../../../shared/core/notify/ask-message.ts";
import { blindMessage } from "../../../shared/core/notify/blind-message.ts";
import { earlyMessage, envelopeShortMessage } from "../../../shared/core/notify/early-message.ts";
import {
	type EventContext,
	newPeriodMessage,
	noEffectMessage,
	restoredMessage,
	restoreFailedMessage,
	supersededMessage,
	uncertainMessage,
} from "../../../shared/core/notify/event-message.ts";
import type { TierMessageInput } from "../../../shared/core/notify/tier-message.ts";
import { tierMessage } from "../../../shared/core/notify/tier-message.ts";
import type { AskedPlan } from "../../../shared/domain/control.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Message } from "../../../shared/domain/notice.ts";
import type { Decision, EarlyCause, OutcomeKind, Step } from "../../../shared/domain/plan.ts";
import type { ActionTier, Mode } from "../../../shared/domain/policy.ts";
import type { Reading } from "../../../shared/domain/reading.ts";
import {
	at,
	dayMs,
	endpointOf,
	exactly,
	heldOf,
	knownPrice,
	pausedWrite,
	policyOf,
	postureOf,
	readingOf,
	recordOf,
} from "../fixture.ts";

const policy = policyOf({}, { zone: "Europe/Berlin" });
const berlin = { key: "2026-03-02", zone: "Europe/Berlin", from: at("-1:00"), to: at("23:00") };

const ratios: Readonly<Record<ActionTier, number>> = {
	trim: 1.2034,
	divert: 1.51,
	shutdown: 2.0001,
	ceiling: 3.2,
};

function readingAt(ratio: number): Reading {
	return readingOf({
		ratio,
		at: at("19:57"),
		period: berlin,
		trailingHour: exactly(9.41),
		ratePerHour: exactly(8.2),
		floorMicroUsd: microUsdOf(ratio * 100 + 3.7),
		likelyMicroUsd: microUsdOf(ratio * 100 + 25),
		p10MicroUsd: microUsdOf(ratio * 100 + 12.2),
		p90MicroUsd: microUsdOf(ratio * 100 + 44.4),
		burnRates: [
			{ windowMs: 900_000, rate: 1.7 },
			{ windowMs: 3_600_000, rate: 2.26 },
			{ windowMs: 21_600_000, rate: 1.41 },
		],
		ceilingMicroUsd: microUsdOf(ratio * 100 + 60.1),
	});
}

export function decisionOf(tier: ActionTier): Decision {
	return {
		at: at("19:57"),
		periodKey: berlin.key,
		tier,
		previousTier: "ok",
		reason: "above-threshold",
		ratio: ratios[tier],
		threshold: policy.budget.thresholds[tier],
		belowSince: null,
		uncertainSince: null,
		window: "day",
		hour: null,
	};
}

export function stepOf(name: string, parts: Partial<Step> = {}): Step {
	const before = endpointOf({ name });
	return {
		endpoint: name,
		createdAt: before.createdAt,
		method: "cap",
		tier: "trim",
		criticality: "standard",
		minReplica: 1,
		maxReplica: 1,
		replicasBefore: 4,
		replicasAfter: 1,
		savesMicroUsdPerHour: microUsdOf(3),
		savesByPeriodEnd: { lo: microUsdOf(12), point: microUsdOf(12) },
		disruption: 100,
		before,
		...parts,
	};
}

/** A crossing with one step of each method, one refused and one that waits for the next pass. */
export function tierInput(
	tier: ActionTier,
	mode: Mode,
	parts: Partial<TierMessageInput> = {},
): TierMessageInput {
	const usual: Readonly<Record<Mode, OutcomeKind>> = {
		enforce: "applied",
		ask: "applied",
		shadow: "recorded",
		observe: "withheld",
	};
	const outcome = { kind: usual[mode], detail: null };
	const refused = { kind: "rejected" as const, detail: "the account said 403" };
	const pause = { method: "pause", minReplica: null, maxReplica: null } as const;
	return {
		namespace: "acme",
		mode,
		policy,
		reading: readingAt(ratios[tier]),
		decision: decisionOf(tier),
		postures: [
			postureOf({ price: knownPrice(3.1), replicasPoint: 2 }),
			postureOf({ price: knownPrice(0.5), endpoint: "flux-image", replicasPoint: 4 }),
		],
		acted: [
			{ step: stepOf("flux-image", pause), outcome },
			{ step: stepOf("qwen-32b-batch"), outcome },
			{ step: stepOf("night-job", { ...pause, method: "sleep" }), outcome },
			{ step: stepOf("odd-one"), outcome: mode === "enforce" ? refused : outcome },
		],
		postponed: [stepOf("whisper-batch")],
		untouched: [
			{ endpoint: "bge-embed", reason: "protected" },
			{ endpoint: "llama-70b-chat", reason: "critical" },
		],
		remarks: tier === "trim" ? [] : ["no cheaper route is set up, so no traffic was moved"],
		...parts,
	};
}

const chat = heldOf({ status: "restored", statusSince: at("23:16"), written: pausedWrite });
const batch = heldOf({ endpoint: "batch", status: "restored", statusSince: at("23:17") });
const batchRecord = recordOf({
	endpoint: "batch",
	scaling: { minReplica: 0, maxReplica: 2, scaleToZeroTimeoutMinutes: 15 },
});

/** One of every kind, by the name of its golden file. */
export function sampleMessages(mode: Mode): Readonly<Record<string, Message>> {
	const context: EventContext = { namespace: "acme", mode, policy, now: at("19:58") };
	const reading = readingAt(0.04);
	const tomorrow = { ...berlin, key: "2026-03-03", from: berlin.to, to: berlin.to + dayMs };
	const next = { ...reading, period: tomorrow };
	const endpoint = endpointOf({ maxReplica: 8, updatedBy: "bob" });
	const back = [
		{ held: chat, record: recordOf() },
		{ held: batch, record: batchRecord },
	];
	const waiting = [
		{ endpoint: "flux-image", reason: "over-budget" as const },
		{ endpoint: "old-one", reason: "record-too-old" as const },
	];
	const failing = heldOf({ attempts: 4, lastError: "403: quota exceeded", status: "restoring" });
	return {
		"tier-trim": tierMessage(tierInput("trim", mode)),
		"tier-divert": tierMessage(tierInput("divert", mode)),
		"tier-shutdown": tierMessage(tierInput("shutdown", mode)),
		"tier-ceiling": tierMessage(tierInput("ceiling", mode)),
		"new-period": newPeriodMessage(context, {
			reached: "shutdown",
			comes: mode === "enforce" ? 2 : 0,
			stays: mode === "enforce" ? 1 : 3,
			reading: next,
		}),
		"new-period-nothing-held": newPeriodMessage(context, {
			reached: "trim",
			comes: 0,
			stays: 0,
			reading: next,
		}),
		restored: restoredMessage(context, { back, waiting: [], reading: next }),
		"restored-in-part": restoredMessage(context, { back, waiting, reading: next }),
		superseded: supersededMessage(context, {
			endpoint,
			period: berlin,
			ratePerHour: microUsdOf(8),
		}),
		"cannot-cut": noEffectMessage(context, { held: heldOf({ method: "pause" }), endpoint }),
		question: questionMessage(context, { records: [recordOf()] }),
		rolls: rollsMessage(context, "chat"),
		"sanity-agrees": sanityMessage(context, { problems: contradictions, agrees: true }),
		"sanity-differs": sanityMessage(context, { problems: contradictions, agrees: false }),
		"restore-failed": restoreFailedMessage(context, { held: failing, record: recordOf() }),
		uncertain: uncertainMessage(context, readingOf({ ratio: { lo: 1.87, point: 2, hi: 2.13 } })),
		"early-preempt": earlyMessage(context, earlyFacts("preempt", mode)),
		"early-envelope": earlyMessage(context, earlyFacts("envelope", mode)),
		"envelope-short": envelopeShortMessage(context, hardLine),
		"guard-blind": blindMessage(context, { since: at("19:54"), reading, problem: null }),
	};
}

const hardLine = {
	lineMicroUsd: microUsdOf(200),
	ceilingMicroUsd: microUsdOf(261),
	shortMicroUsd: microUsdOf(12),
};

function earlyFacts(cause: EarlyCause, mode: Mode): Parameters<typeof earlyMessage>[1] {
	const outcome = { kind: mode === "shadow" ? "recorded" : "applied", detail: null } as const;
	const acted = [{ step: stepOf("flux-image"), outcome }];
	return { cause, acted, reading: readingAt(0.62), envelope: hardLine };
}

const contradictions = [
	{ kind: "spend-above-ceiling", found: microUsdOf(31), most: microUsdOf(22) },
	{ kind: "clock-drift", found: 95_000, most: 60_000 },
	{ kind: "negative-counter", found: -microUsdOf(2), most: 0 },
] as const;

/** One step that is taken without a word from 20:12 on, and one that is not. */
export function askSample(): Message {
	const { asked, waiting } = askedSample();
	return askMessage(
		{ namespace: "acme", policy, mode: "ask", now: asked.createdAt },
		{ asked, waiting, reading: readingAt(2.0001), decision: decisionOf("shutdown") },
	);
}

export function askedSample(): { readonly asked: AskedPlan; readonly waiting: readonly Step[] } {
	const pause = { method: "pause", minReplica: null, maxReplica: null } as const;
	const waiting = [
		stepOf("flux-image", { ...pause, tier: "shutdown", criticality: "expendable" }),
		stepOf("qwen-32b-batch", { ...pause, tier: "shutdown" }),
	];
	const createdAt = at("19:57");
	const asked = {
		planHash: "7f3a7f3a7f3a7f3a",
		tier: "shutdown" as const,
		createdAt,
		expiresAt: createdAt + 900_000,
		generation: 3,
		steps: waiting.map(({ endpoint }) => ({ endpoint, key: endpoint, since: createdAt })),
	};
	return { asked, waiting };
}
