import type { ReadModel } from "../../domain/read-model.ts";

/** `schemaVersion` grows when a field changes its meaning or goes; new fields may come without. */
export type State = { readonly schemaVersion: 1 } & ReadModel;

/**
 * The document of `GET /api/state`: the read model as it is. Money is integer micro-dollars, time is
 * integer milliseconds UTC, an unknown value is null, an absent field was absent in the account's answer.
 * Fields: `namespace`, `now`, `simulated`, `mode`, `policy`, `reading`, `lastPassAt`, `lastError`,
 * `control`, `restoreRecords`, `heldNext`, `endpoints`, `planNow`, `planNext`, `planNextGroups`, `curve`, `overrides`,
 * `sent`, `costs`, `spending`, `savings`, `alerts`;
 * their types stand in `shared/domain/read-model.ts`. Nothing else goes out, whatever the model carries.
 */
export function stateOf(model: ReadModel): State {
	return {
		schemaVersion: 1,
		namespace: model.namespace,
		now: model.now,
		simulated: model.simulated,
		mode: model.mode,
		policy: model.policy,
		reading: model.reading,
		lastPassAt: model.lastPassAt,
		lastError: model.lastError,
		control: model.control,
		restoreRecords: model.restoreRecords,
		...(model.heldNext === undefined ? {} : { heldNext: model.heldNext }),
		endpoints: model.endpoints,
		planNow: model.planNow,
		planNext: model.planNext,
		...(model.planNextGroups === undefined ? {} : { planNextGroups: model.planNextGroups }),
		curve: model.curve,
		overrides: model.overrides,
		sent: model.sent,
		costs: model.costs,
		spending: model.spending,
		savings: model.savings,
		alerts: model.alerts,
	};
}
