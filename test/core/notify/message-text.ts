import type { Message } from "../../../shared/domain/notice.ts";

/** Everything of a message that people or machines get to see, as one text. */
export function messageText(message: Message): string {
	const sections = message.sections.map(({ heading, lines }) =>
		[...(heading === null ? [] : [`[${heading}]`]), ...lines].join("\n"),
	);
	const attributes = Object.entries(message.attributes).map(([name, value]) => `${name}=${value}`);
	return [
		`title    ${message.title}`,
		`subject  ${message.subject}`,
		`severity ${message.severity}`,
		"",
		...sections.flatMap((section) => [section, ""]),
		message.footer,
		attributes.join(" "),
		"",
	].join("\n");
}
