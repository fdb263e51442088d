import { clockText } from "../../core/notify/clock-text.ts";
import { shadowWords } from "../../core/notify/compose-message.ts";
import { listed } from "../../core/notify/listed.ts";
import {
	lineText,
	moneyText,
	percentText,
	rateText,
	savingText,
	wholeDollars,
} from "../../core/notify/money-text.ts";
import { changeText } from "../../core/notify/step-text.ts";
import type { StopPreview } from "../preview-stop.ts";

/** Where the budget stands, and what is in force. */
export function statusText(namespace: string, preview: StopPreview): string {
	const { reading, policy, control, overrides, now } = preview;
	const { zone, mode, dailyMicroUsd } = policy.budget;
	const shadow = mode === "shadow" ? [shadowWords] : [];
	const orders = overrides.map(
		({ kind, endpoint, actor, expiresAt }) =>
			`${kind} ${endpoint ?? "everything"} by ${actor} until ${clockText(expiresAt, zone)}`,
	);
	return [
		...shadow,
		`${namespace} at ${clockText(now, zone)} ${zone}: ${moneyText(reading.spent.point)} of ${lineText(dailyMicroUsd)} (${percentText(reading.ratio.point)}), ${rateText(reading.ratePerHour.point)}`,
		`tier ${control.tier}, ${control.held.length} held · by the day's end ${wholeDollars(reading.floorMicroUsd, "down")} at least, ${wholeDollars(reading.ceilingMicroUsd, "up")} at most`,
		...listed(orders),
	].join("\n");
}

/** What a stop of everything would do now. */
export function planText({ plan, policy }: StopPreview): string {
	const { steps } = plan;
	const saves = steps.reduce((sum, step) => sum + step.savesMicroUsdPerHour, 0);
	const lines = steps.map(
		(step) => `${step.endpoint}  ${changeText(step)}  ${savingText(step.savesMicroUsdPerHour)}`,
	);
	const shadow = policy.budget.mode === "shadow" ? [shadowWords] : [];
	if (lines.length === 0) return [...shadow, "A stop would change nothing now."].join("\n");
	const head = `A stop would change ${steps.length} now, ${savingText(saves)}:`;
	return [...shadow, head, ...listed(lines)].join("\n");
}
