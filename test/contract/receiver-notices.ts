import type { Message, Notice } from "../../shared/domain/notice.ts";

/** A notice of a crossing; fields of its message can be replaced. */
export function exampleNotice(message: Partial<Message> = {}): Notice {
	return {
		id: "acme/2026-11-22/shutdown/up/418",
		kind: "tier",
		createdAt: Date.UTC(2026, 10, 22, 14, 5),
		readyAt: Date.UTC(2026, 10, 22, 14, 6),
		message: { ...crossing, ...message },
	};
}

const crossing: Message = {
	title: "PAGE acme at 203 % of today's budget: 2 paused, 1 capped, −$21.60/h",
	subject: "[guardrail] PAGE acme at 203 % of today's budget: 2 paused, 1 capped, -$21.60/h",
	severity: "page",
	sections: [
		{ heading: null, lines: ["$406.10 of $200 · over the shutdown line ($400) at 14:05"] },
		{ heading: "Done", lines: ["llama-70b paused, −$16.00/h", "mistral-7b paused, −$5.60/h"] },
		{ heading: "Not touched", lines: ["chat-prod (critical), search (protected)"] },
	],
	footer: "back from 00:15 by itself · https://example.org/guardrail/acme",
	attributes: {
		severity: "page",
		type: "budget.tier",
		namespace: "acme",
		tier: "shutdown",
		spentPercent: "203",
	},
};
