import type { HiddenCostRates } from "../../../domain/accounting.ts";
import type { EndpointHiddenCosts, HiddenCosts, ModelSize } from "../../../domain/hidden-costs.ts";
import type { Range } from "../../../domain/instant.ts";
import type { HourItem, Posture } from "../../../domain/ledger.ts";
import { addBounds, noMoney } from "../../../domain/money.ts";
import { isSameEndpoint } from "../../../domain/same-endpoint.ts";
import { egressCost, modelGb, overheadCost, storageCost, transferCost } from "./rates.ts";
import { stageEvents } from "./stage-events.ts";

export type HiddenCostInput = {
	readonly window: Range;
	/** Items of all hours that the window touches. */
	readonly items: readonly HourItem[];
	/** The endpoints of now: who is gone keeps no copies. */
	readonly postures: readonly Posture[];
	readonly sizes: readonly ModelSize[];
	readonly rates: HiddenCostRates;
};

/**
 * What a guide says that endpoints cost beside compute, modelled from what happened. An estimate:
 * none of it is on the vendor's bill, and none of it is ever added to the metered spend.
 */
export function hiddenCosts(input: HiddenCostInput): HiddenCosts {
	const { window, rates } = input;
	const endpoints = input.postures.map((posture) => costsOf(posture, input));
	const sum = (of: (row: EndpointHiddenCosts) => number) =>
		endpoints.reduce((total, row) => total + of(row), 0);
	const transferMicroUsd = sum((row) => row.transferMicroUsd ?? 0);
	const storageMicroUsd = sum((row) => row.storageMicroUsd ?? 0);
	const egressMicroUsd = egressCost(window.to - window.from, rates);
	const overheadMicroUsd = {
		lo: sum((row) => row.overheadMicroUsd.lo),
		hi: sum((row) => row.overheadMicroUsd.hi),
	};
	const fixed = transferMicroUsd + storageMicroUsd + egressMicroUsd;
	const unknown = endpoints.filter((row) => row.modelGb === null).map(({ model }) => model);
	return {
		...window,
		endpoints,
		transferMicroUsd,
		storageMicroUsd,
		egressMicroUsd,
		overheadMicroUsd,
		totalMicroUsd: { lo: fixed + overheadMicroUsd.lo, hi: fixed + overheadMicroUsd.hi },
		initialising: endpoints.reduce((total, row) => addBounds(total, row.initialising), noMoney),
		unknownModels: [...new Set(unknown)].sort(),
	};
}

function costsOf(
	posture: Posture,
	{ window, items, sizes, rates }: HiddenCostInput,
): EndpointHiddenCosts {
	const { endpoint, createdAt, observed } = posture;
	const own = items.filter((item) => isSameEndpoint(item, posture));
	const events = stageEvents(own, window);
	const { model } = observed;
	const parameters = sizes.find((size) => size.model === model)?.parameters ?? null;
	const gb = parameters === null ? null : modelGb(parameters, rates);
	const kept = { from: Math.max(window.from, createdAt), to: window.to };
	const ms = Math.max(0, kept.to - kept.from);
	return {
		endpoint,
		model,
		...events,
		modelGb: gb,
		transferMicroUsd:
			gb === null ? null : transferCost({ gb, coldStarts: events.coldStarts }, rates),
		storageMicroUsd: gb === null ? null : storageCost({ gb, ms }, rates),
		overheadMicroUsd: overheadCost(events.scaleEvents, rates),
	};
}
