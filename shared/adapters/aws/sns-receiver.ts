import { createHash } from "node:crypto";
import {
	type MessageAttributeValue,
	PublishCommand,
	type PublishCommandInput,
	SNSClient,
	type SNSClientConfig,
} from "@aws-sdk/client-sns";
import type { Message, Notice } from "../../domain/notice.ts";
import { noticeEvent, truncatedEvent } from "../../domain/notice-event.ts";
import type { Receiver } from "../../ports/receiver.ts";
import { clientSettings } from "./client-settings.ts";
import { emailText } from "./email-text.ts";
import { type SendFailure, sendFailure } from "./send-failure.ts";

export type SnsReceiverOptions = {
	readonly topicArn: string;
	/** Name in the notification log; `sns` unless given. Two topics need two names. */
	readonly channel?: string;
	/** Region, endpoint and credentials; the SDK finds them in the environment where they are absent. */
	readonly client?: SNSClientConfig;
};

/** A second attempt is enough for a lost connection; the outbox does the rest. */
const attempts = 2;

/** One SNS topic: plain text for mail, JSON for machines, attributes for filter policies. */
export function createSnsReceiver(options: SnsReceiverOptions): Receiver {
	const { topicArn, channel = "sns" } = options;
	const client = new SNSClient({ ...clientSettings(attempts), ...options.client });
	return {
		channel,
		send: async (notice) => {
			try {
				const input = publishInput(topicArn, notice);
				if ("ok" in input) return input;
				await client.send(new PublishCommand(input));
				return { ok: true };
			} catch (error) {
				return sendFailure(error);
			}
		},
	};
}

/** Limit of SNS for body and attributes together, in bytes of UTF-8. */
const maxPublishBytes = 256 * 1_024;

function publishInput(topicArn: string, notice: Notice): PublishCommandInput | SendFailure {
	const whole = noticeEvent(notice);
	const attributes = messageAttributes(notice);
	for (const event of [whole, truncatedEvent(whole)]) {
		const body = bodyText(notice.message, JSON.stringify(event));
		const bytes = Buffer.byteLength(body + JSON.stringify(attributes));
		if (bytes <= maxPublishBytes) return inputOf(topicArn, notice, { body, attributes });
	}
	const reason = `Notice ${notice.id} has over ${maxPublishBytes} bytes even without its sections.`;
	return { ok: false, retryable: false, retryAfterMs: null, reason };
}

function bodyText(message: Message, machineText: string): string {
	return JSON.stringify({
		default: oneLine(message.title),
		email: emailText(message),
		sqs: machineText,
		https: machineText,
		lambda: machineText,
	});
}

type Attributes = Readonly<Record<string, MessageAttributeValue>>;

/** SNS refuses empty values. `noticeId` is what a subscriber drops repeats by. */
function messageAttributes({ id, message }: Notice): Attributes {
	const values = Object.entries({ ...message.attributes, noticeId: id })
		.map(([name, value]): [string, string] => [name, oneLine(value)])
		.filter(([, value]) => value !== "");
	return Object.fromEntries(
		values.map(([name, value]) => [name, { DataType: dataType(name, value), StringValue: value }]),
	);
}

/** Control characters cannot stand in the XML that SNS answers and delivers. */
function oneLine(text: string): string {
	return text.replace(/\p{Cc}+/gu, " ").trim();
}

function dataType(name: string, value: string): "Number" | "String" {
	return name === "spentPercent" && /^-?\d+(\.\d+)?$/.test(value) ? "Number" : "String";
}

function inputOf(
	topicArn: string,
	notice: Notice,
	{ body, attributes }: { readonly body: string; readonly attributes: Attributes },
): PublishCommandInput {
	const subject = subjectText(notice.message.subject);
	return {
		TopicArn: topicArn,
		MessageStructure: "json",
		Message: body,
		MessageAttributes: attributes,
		...(subject === "" ? {} : { Subject: subject }),
		...(topicArn.endsWith(".fifo") ? fifoFields(notice) : {}),
	};
}

/** SNS takes fewer than 100 characters of printable ASCII that do not begin with a space. */
const maxSubjectCharacters = 99;

function subjectText(subject: string): string {
	return oneLine(subject)
		.replace(/[^\x20-\x7e]/gu, "?")
		.slice(0, maxSubjectCharacters);
}

/** SNS takes up to 128 letters, digits and punctuation signs. */
const plainId = /^[\x21-\x7e]{1,128}$/;

function fifoFields({ id, message }: Notice) {
	const deduplicationId = plainId.test(id) ? id : createHash("sha256").update(id).digest("hex");
	const group = message.attributes["namespace"] ?? "";
	return {
		MessageDeduplicationId: deduplicationId,
		MessageGroupId: plainId.test(group) ? group : "guardrail",
	};
}
