import type { Message, Notice } from "../../../shared/domain/notice.ts";

export const shutdownMessage: Message = {
	title: "PAGE acme 200 %: 2 paused, 2 at one replica, −$34.93/h",
	subject: "[guardrail] PAGE acme 200% of today's budget: shutdown done",
	severity: "page",
	sections: [
		{ heading: null, lines: ["$1,200.80 of $600.00, crossed 20:57 (Europe/Berlin)"] },
		{
			heading: "NOT ANSWERING (HTTP 400)",
			lines: ["qwen-32b-batch  paused  −$5.00/h", "mixtral-exp-2  paused  −$3.60/h"],
		},
		{ heading: "NOT TOUCHED", lines: ["bge-embed: protected"] },
	],
	footer: "Back by itself 00:15. Undo: guardrail restore --all",
	attributes: { severity: "page" },
};

export function noticeOf(message: Message): Notice {
	return { id: "fleet/2026-11-19/shutdown/up/3", kind: "tier", createdAt: 0, readyAt: 0, message };
}
