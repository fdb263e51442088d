import type { Instant } from "./instant.ts";
import type { Notice, Section } from "./notice.ts";

/** A notice as machines get it. `id` stays the same when it is sent again: drop what was seen. */
export type NoticeEvent = {
	readonly type: "guardrail.notice";
	readonly version: 1;
	readonly namespace: string;
	readonly at: Instant;
	readonly id: string;
	readonly kind: string;
	readonly severity: string;
	readonly title: string;
	readonly sections: readonly Section[];
	readonly footer: string;
	readonly attributes: Readonly<Record<string, string>>;
	/** True where the sections were left out, because the whole was too large for the channel. */
	readonly truncated: boolean;
};

export function noticeEvent({ id, kind, createdAt, message }: Notice): NoticeEvent {
	const { severity, title, sections, footer, attributes } = message;
	return {
		type: "guardrail.notice",
		version: 1,
		namespace: attributes["namespace"] ?? "",
		at: createdAt,
		id,
		kind,
		severity,
		title,
		sections,
		footer,
		attributes,
		truncated: false,
	};
}

/** The same notice without its sections: who reads it knows that there is more on the page. */
export function truncatedEvent(event: NoticeEvent): NoticeEvent {
	return { ...event, sections: [], truncated: true };
}
