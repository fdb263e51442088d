import { channelLostMessage } from "../../../shared/core/notify/channel-lost-message.ts";
import { digestMessage } from "../../../shared/core/notify/digest-message.ts";
import { overrideMessage } from "../../../shared/core/notify/override-message.ts";
import type { OverrideNewsKind } from "../../../shared/core/notify/override-news.ts";
import { unacknowledgedMessage } from "../../../shared/core/notify/unacknowledged.ts";
import type { OpenPage } from "../../../shared/domain/control.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Message } from "../../../shared/domain/notice.ts";
import type { Mode } from "../../../shared/domain/policy.ts";
import { exampleNotice } from "../../contract/receiver-notices.ts";
import { at, exactly, overrideOf, policyOf, readingOf } from "../fixture.ts";

export const hold = overrideOf({
	exposureMicroUsd: microUsdOf(411.2),
	spentAtGrantMicroUsd: microUsdOf(20),
	reason: "launch demo today",
});

function order(news: OverrideNewsKind, mode: Mode): Message {
	return overrideMessage(
		{ namespace: "acme", mode, policy: policyOf(), now: at("11:00") },
		{ news: { news, override: hold, id: "x", revokedBy: null }, reading: readingOf(), acted: [] },
	);
}

function digest(mode: Mode): Message {
	const saved = { lo: microUsdOf(29), point: microUsdOf(60), hi: microUsdOf(98) };
	return digestMessage({
		namespace: "acme",
		mode,
		day: "2026-03-01",
		zone: "UTC",
		spent: exactly(95.2),
		budgetMicroUsd: microUsdOf(100),
		saved: { saved, actions: 3, unproven: 1 },
		wouldSave: { saved, actions: 9, unproven: 0 },
		held: 2,
		overrides: 1,
		lastPassAt: at("00:14"),
		failedPasses: 0,
		alerts: ["page  replica-runaway on chat", "info  latency on chat, embed"],
	});
}

export const page: OpenPage = {
	id: "acme-day/2026-03-02/shutdown/up/4",
	kind: "tier",
	at: at("11:00"),
	title: "PAGE acme at 203 % of today's budget: 2 paused, −$8.60/h",
};

/** News of orders, the digest, reminders and lost channels, by the names of their golden files. */
export const sampleOrders: Readonly<Record<string, (mode: Mode) => Message>> = {
	"order-granted": (mode) => order("granted", mode),
	"order-ending": (mode) => order("ending", mode),
	"order-ended": (mode) => order("ended", mode),
	digest,
	unacknowledged: (mode) =>
		unacknowledgedMessage(
			{ namespace: "acme", mode, policy: policyOf(), now: at("11:30") },
			{ page, reading: readingOf({ ratio: 2.1 }) },
		),
	"channel-lost": (mode) =>
		channelLostMessage({
			namespace: "acme",
			mode,
			channel: "slack",
			notice: exampleNotice(),
			problem: "Slack answered 404 no_service: the webhook is gone, make a new one",
		}),
};
