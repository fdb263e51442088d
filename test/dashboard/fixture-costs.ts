import type { Costs } from "../../shared/domain/costs.ts";
import { microUsdOf, noMoney } from "../../shared/domain/money.ts";
import { at, dayStart, exactly } from "./fixture-parts.ts";

/** A list of this morning, a bill that agrees, two cold starts of a 13B model. */
export const usualCosts: Costs = {
	prices: { source: "live", asOf: at("04:00"), rows: 186, refused: null },
	bill: {
		lastRunAt: at("00:05"),
		access: "readable",
		accessSince: dayStart,
		comparedUntil: dayStart,
		comparisons: [],
		drift: null,
		levelSince: dayStart,
	},
	correctedToday: noMoney,
	hidden: {
		from: dayStart,
		to: at("04:10"),
		endpoints: [],
		transferMicroUsd: microUsdOf(4.68),
		storageMicroUsd: microUsdOf(0.05),
		egressMicroUsd: 0,
		overheadMicroUsd: { lo: microUsdOf(8), hi: microUsdOf(20) },
		totalMicroUsd: { lo: microUsdOf(12.73), hi: microUsdOf(24.73) },
		initialising: exactly(0.21),
		unknownModels: ["acme/private"],
	},
	since: dayStart,
};
