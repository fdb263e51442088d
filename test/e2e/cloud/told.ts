import { timelessTitle, transitionOf } from "./judge.ts";
import type { SimulatedCloud } from "./simulated-cloud.ts";
import { peopleQueue, textsIn } from "./stand-ins.ts";

/** What a receiver holds of a notice; the id without the millisecond of the pass, the title without its minutes. */
export type Told = { readonly id: string; readonly title: string; readonly severity: string };

type Cloud = Pick<SimulatedCloud, "standIns">;

/** Details of the events of a type, in the order in which the bus took them. */
export function eventsOf({ standIns }: Cloud, type: string): unknown[] {
	return standIns.aws.entries
		.filter(({ DetailType }) => DetailType === type)
		.map(({ Detail }) => JSON.parse(Detail) as unknown);
}

export function toldByEventBridge(cloud: Cloud): Told[] {
	return (eventsOf(cloud, "guardrail.notice") as Told[]).map(toldOf);
}

/** The emulator delivers the texts of all protocols; a queue of SNS would get the one for SQS. */
export function toldBySns({ standIns }: Cloud): Told[] {
	return textsIn(standIns, peopleQueue).map((body) => {
		const { Message, MessageAttributes } = JSON.parse(body) as {
			Message: string;
			MessageAttributes: Record<string, { Value: string }>;
		};
		const { sqs } = JSON.parse(Message) as { sqs: string };
		const told = JSON.parse(sqs) as Told;
		const attribute = MessageAttributes["noticeId"]?.Value;
		if (attribute !== told.id) throw new Error(`${told.id} came with the attribute ${attribute}.`);
		return toldOf(told);
	});
}

/** Alerts are watch's, and the digest is report's, which local mode runs at another time. */
export function isOfGuard(told: { readonly id: string }): boolean {
	return !isAlert(told) && !told.id.startsWith("digest/");
}

export function isAlert({ id }: { readonly id: string }): boolean {
	return id.includes("/alert/");
}

function toldOf({ id, title, severity }: Told): Told {
	return { id: transitionOf(id), title: timelessTitle(title), severity };
}
