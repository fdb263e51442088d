import { alertLine, alertName } from "../core/notify/alert-text.ts";
import type { Frame } from "./frame.ts";
import type { LogLine } from "./log-view.ts";

/** Alerts that go on, what was over in the last day, and numbers that could not be used. */
export type AlertsView = {
	readonly firing: readonly (LogLine & { readonly severity: string })[];
	readonly over: readonly LogLine[];
	readonly findings: readonly LogLine[];
	/** What the lists leave out. */
	readonly more: number;
};

/** Lines per list on the page; all of it is in `/api/state`. */
const linesShownMax = 12;

export function alertsView({ model, moment }: Frame): AlertsView {
	const { firing, over, findings } = model.alerts;
	return {
		firing: firing.slice(0, linesShownMax).map((alert) => ({
			at: `since ${moment(alert.since)}`,
			what: alertLine(alert),
			detail: `${alert.severity}, ${alert.rule}. ${alert.runbook}`,
			severity: alert.severity,
		})),
		over: over.slice(0, linesShownMax).map((alert) => ({
			at: moment(alert.resolvedAt ?? alert.since),
			what: alertName(alert),
			detail: [`since ${moment(alert.since)}`, alert.severity, alert.because ?? []]
				.flat()
				.join(", "),
		})),
		findings: findings.slice(0, linesShownMax).map(({ endpoint, what, at }) => ({
			at: moment(at),
			what: endpoint,
			detail: what,
		})),
		more: Math.max(0, firing.length - linesShownMax),
	};
}
