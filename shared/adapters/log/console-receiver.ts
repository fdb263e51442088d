import type { Message, Notice } from "../../domain/notice.ts";
import type { Receiver, SendResult } from "../../ports/receiver.ts";

export type ConsoleReceiverOptions = {
	/** Takes whole lines, line breaks included. */
	readonly write: (text: string) => void;
	readonly channel?: string;
};

/** Prints notices as plain text. */
export function createConsoleReceiver({ write, channel }: ConsoleReceiverOptions): Receiver {
	return {
		channel: channel ?? "console",
		send(notice: Notice): Promise<SendResult> {
			return Promise.resolve(tryWrite(write, `${plainText(notice.message)}\n`));
		},
	};
}

function tryWrite(write: (text: string) => void, text: string): SendResult {
	try {
		write(text);
		return { ok: true };
	} catch (error) {
		const reason = error instanceof Error ? error.message : "the console cannot be written to";
		return { ok: false, retryable: true, retryAfterMs: null, reason };
	}
}

/**
 * A message as plain text: the title, which stands alone, then headings at the margin and their
 * lines indented by two, then the footer. Nothing in it can move the cursor of a terminal.
 */
export function plainText(message: Message): string {
	const sections = message.sections.flatMap(({ heading, lines }) => [
		...(heading === null ? [] : [oneLine(heading)]),
		...lines.map((line) => `  ${oneLine(line)}`),
	]);
	const footer = message.footer === "" ? [] : ["", oneLine(message.footer)];
	const gap = sections.length === 0 ? [] : [""];
	return `${[oneLine(message.title), ...gap, ...sections, ...footer].join("\n")}\n`;
}

function oneLine(text: string): string {
	return text
		.toWellFormed()
		.replaceAll(/\p{Cc}+/gu, " ")
		.trimEnd();
}
