import { alertMessage } from "../../../../shared/core/notify/alert-message.ts";
import { noticeButtons } from "../../../../shared/core/notify/notice-buttons.ts";
import { testNotice } from "../../../../shared/core/notify/test-notice.ts";
import { tierMessage } from "../../../../shared/core/notify/tier-message.ts";
import { microUsdOf } from "../../../../shared/domain/money.ts";
import type { Message, Notice } from "../../../../shared/domain/notice.ts";
import type { Mode } from "../../../../shared/domain/policy.ts";
import { at, policyOf, readingOf } from "../../../core/fixture.ts";
import { sampleAlerts } from "../../../core/notify/sample-alerts.ts";
import {
	askedSample,
	askSample,
	sampleMessages,
	stepOf,
	tierInput,
} from "../../../core/notify/sample-messages.ts";
import { sampleOrders } from "../../../core/notify/sample-orders.ts";

const modes: readonly Mode[] = ["enforce", "shadow"];

/** One notice of each kind and mode, by name, with the buttons that it would have. */
export function sampleNotices(): ReadonlyMap<string, Notice> {
	const messages = modes.flatMap((mode) =>
		messagesOf(mode).map(([name, message]) => ({ name, mode, message })),
	);
	const ask = { name: "ask", mode: "ask" as const, message: askSample() };
	const test = { name: "test", mode: "enforce" as const, message: testNotice("acme", 0).message };
	const hostile = { name: "tier-hostile", mode: "enforce" as const, message: hostileMessage() };
	return new Map(
		[...messages, ask, test, hostile].map(({ name, mode, message }) => [
			`${name}, ${mode}`,
			noticeOf(name, mode, message),
		]),
	);
}

function messagesOf(mode: Mode): [string, Message][] {
	const orders = Object.entries(sampleOrders).map(([name, of]): [string, Message] => [
		name,
		of(mode),
	]);
	const alerts = Object.entries(sampleAlerts(mode)).map(([name, input]): [string, Message] => [
		name,
		alertMessage(input),
	]);
	return [...Object.entries(sampleMessages(mode)), ...alerts, ...orders];
}

/** Names as long as Hugging Face allows, twelve of them, and words that Slack would take for its own. */
function hostileMessage(): Message {
	const name = (number: number) => `meta-llama-3-1-70b-instruct-fp8-${number}`;
	const steps = Array.from({ length: 12 }, (_, number) => stepOf(name(number)));
	const untouched = steps.map(({ endpoint }) => ({ endpoint, reason: "critical" as const }));
	const detail = "<!channel> *403* & <https://example.org|here>";
	return tierMessage(
		tierInput("shutdown", "enforce", {
			acted: steps.map((step) => ({ step, outcome: { kind: "rejected", detail } })),
			untouched,
		}),
	);
}

function noticeOf(name: string, mode: Mode, message: Message): Notice {
	const kind = name === "ask" ? "ask" : name.startsWith("tier-") ? "tier" : "alert";
	const notice: Notice = { id: name, kind, createdAt: at("19:57"), readyAt: at("19:57"), message };
	const steps = ["chat", "flux-image", "qwen-32b-batch", "whisper-batch", "sentiment"].map((one) =>
		stepOf(one),
	);
	const buttons = noticeButtons({
		asked: name === "ask" ? askedSample().asked : null,
		notice,
		plan: { steps, postponed: [], untouched: [], remarks: [] } as never,
		policy: policyOf({}, { mode, zone: "Europe/Berlin" }),
		reading: readingOf({ ratio: 2, at: at("19:57"), ceilingMicroUsd: microUsdOf(261) }),
		held: 3,
		heldSavesMicroUsdPerHour: microUsdOf(9),
		now: at("19:57"),
	});
	if (buttons.length === 0) return notice;
	return { ...notice, actions: { planHash: "0123456789abcdef", stateVersion: 418, buttons } };
}
