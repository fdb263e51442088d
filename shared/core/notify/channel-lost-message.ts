import type { Message, Notice } from "../../domain/notice.ts";
import type { Mode } from "../../domain/policy.ts";
import { composeMessage } from "./compose-message.ts";

export type ChannelLostFacts = {
	readonly namespace: string;
	readonly mode: Mode;
	readonly channel: string;
	/** The notice that did not get there. */
	readonly notice: Notice;
	readonly problem: string;
};

/** A channel did not take a notice: who reads only there does not know of it. */
export function channelLostMessage({
	namespace,
	mode,
	channel,
	notice,
	problem,
}: ChannelLostFacts): Message {
	return composeMessage({
		namespace,
		mode,
		severity: "warn",
		type: "guard.health",
		title: `${namespace}: the channel ${channel} did not take a notice`,
		sections: [
			{
				heading: null,
				lines: [
					`It says: ${problem === "" ? "nothing" : problem}`,
					"Who reads only there does not know of:",
					notice.message.title,
				],
			},
		],
		footer: "said once a day; guardrail notify --test tries every channel",
	});
}
