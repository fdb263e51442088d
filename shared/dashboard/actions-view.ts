import { rateText, wholeDollars } from "../core/notify/money-text.ts";
import { hourMs, secondMs } from "../domain/instant.ts";
import type { ReadModel } from "../domain/read-model.ts";
import { counted, type Frame, nameList } from "./frame.ts";

/** What a person can do from the page, each with its price and its end. */
export type ActionsView = {
	readonly hold: { readonly button: string; readonly note: string } | null;
	readonly putBack: { readonly title: string; readonly effect: string } | null;
};

/** How long an order given on the page lasts: two hours, the default of docs/how-it-decides.md 9. */
export const orderMs = 2 * hourMs;
/** An override's reason has at least this many characters (docs/how-it-decides.md 9). */
export const reasonLengthMin = 10;
export const reasonLengthMax = 200;

export function actionsView(frame: Frame): ActionsView {
	const { model } = frame;
	if (model.reading === null) return { hold: null, putBack: null };
	return { hold: holdOf(frame), putBack: putBackOf(frame) };
}

/** Seconds until an order given now ends: it never passes the budget day. */
export function orderSeconds({ now, reading }: ReadModel): number {
	const end = Math.min(now + orderMs, reading?.period.to ?? now + orderMs);
	return Math.max(1, Math.floor((end - now) / secondMs));
}

function holdOf({ model, moment }: Frame): ActionsView["hold"] {
	const until = model.now + orderSeconds(model) * secondMs;
	const most = wholeDollars(spendAtMost(model, until), "up");
	const hold = until - model.now < orderMs ? "Hold" : "Hold 2 h";
	return {
		button: `${hold} · up to ${most} until ${moment(until)}`,
		note: "No new step until then. What is held now stays held.",
	};
}

/** All that can be spent until `until` if every endpoint runs at its configured maximum. */
function spendAtMost({ reading, now }: ReadModel, until: number): number {
	if (reading === null) return 0;
	const remainingMs = reading.period.to - reading.at;
	if (remainingMs <= 0) return 0;
	const most = reading.ceilingMicroUsd - reading.spent.hi;
	return Math.max(0, (most * (until - now)) / remainingMs);
}

function putBackOf({ model }: Frame): ActionsView["putBack"] {
	const held = model.control.held.filter(({ status }) => status === "applied");
	if (held.length === 0) return null;
	const saves = held.reduce((sum, { savesMicroUsdPerHour }) => sum + savesMicroUsdPerHour, 0);
	return {
		title: `Put everything back now · +${rateText(saves)}`,
		effect: `${counted(held.length, "endpoint")} as before: ${nameList(held.map(({ endpoint }) => endpoint))}.`,
	};
}
