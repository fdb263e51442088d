import type { ReadModel } from "../domain/read-model.ts";
import { type ActionsView, actionsView } from "./actions-view.ts";
import { type AlertsView, alertsView } from "./alerts-view.ts";
import { type ChartView, chartView } from "./chart-view.ts";
import { type CostsView, costsView } from "./costs-view.ts";
import { type FleetView, fleetView } from "./fleet-view.ts";
import { frameOf } from "./frame.ts";
import { type HeldSection, heldSection } from "./held-view.ts";
import { type LogView, logView } from "./log-view.ts";
import { type PlanView, planGroupViews, planNextView, planNowView } from "./plan-view.ts";
import { type SpendingView, spendingView } from "./spending-view.ts";
import { type StatusView, statusView } from "./status-view.ts";

/** All that the page says, in the words and numbers that it shows. Names are not yet escaped. */
export type View = {
	readonly namespace: string;
	readonly policyHash: string;
	readonly status: StatusView;
	readonly actions: ActionsView;
	readonly chart: ChartView | null;
	readonly held: HeldSection;
	readonly planNow: PlanView | null;
	readonly planNext: PlanView | null;
	/** At the own next line of each group. */
	readonly planGroups: readonly PlanView[];
	readonly fleet: FleetView;
	readonly costs: CostsView;
	readonly spending: SpendingView;
	readonly alerts: AlertsView;
	readonly log: LogView;
};

/**
 * The page's words, from the read model alone: the same model always gives the same view.
 * All times are in the budget's zone. `seed` names the simulated account, where there is one.
 */
export function viewOf(
	model: ReadModel,
	options: { readonly seed?: number | undefined } = {},
): View {
	const frame = frameOf(model);
	return {
		namespace: model.namespace,
		policyHash: model.policy.hash,
		status: statusView(frame, options.seed),
		actions: actionsView(frame),
		chart: chartView(frame),
		held: heldSection(frame),
		planNow: planNowView(frame),
		planNext: planNextView(frame),
		planGroups: planGroupViews(frame),
		fleet: fleetView(frame),
		costs: costsView(frame),
		spending: spendingView(frame),
		alerts: alertsView(frame),
		log: logView(frame),
	};
}
