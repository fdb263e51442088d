import { emptyWatchState } from "../domain/alert.ts";
import type { AlertsShown } from "../domain/alerts-shown.ts";
import type { Table } from "../ports/table.ts";
import { watchStore } from "./store/watch-store.ts";

/** Alerts that go on, those that were over lately, and numbers that could not be used. */
export async function readAlerts(deps: {
	readonly table: Table;
	readonly namespace: string;
}): Promise<AlertsShown> {
	const { value } = await watchStore(deps.table, deps.namespace).readState();
	const { alerts, findings, lastPassAt } = value ?? emptyWatchState;
	return {
		firing: alerts.filter(({ phase }) => phase === "firing"),
		over: alerts
			.filter(({ phase }) => phase === "resolved")
			.toSorted((a, b) => (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0)),
		findings,
		lastPassAt,
	};
}
