import type { Instant } from "../../domain/instant.ts";
import type { Notice } from "../../domain/notice.ts";
import { composeMessage } from "./compose-message.ts";

/** A sample for every channel: it says what it is, so that nobody acts on it. */
export function testNotice(namespace: string, now: Instant): Notice {
	const message = composeMessage({
		namespace,
		mode: "enforce",
		severity: "info",
		type: "guard.health",
		title: `${namespace}: this is a test of the guardrail's channels`,
		sections: [
			{ heading: null, lines: ["Nothing happened and nothing has to be done."] },
			{ heading: "If you read this", lines: ["This channel works, with its characters: → − · é."] },
		],
		footer: "sent by guardrail notify --test",
	});
	return { id: `test/${now}`, kind: "digest", createdAt: now, readyAt: now, message };
}
