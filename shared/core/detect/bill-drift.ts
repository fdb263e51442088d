import type { BillSettings } from "../../domain/accounting.ts";
import type { BillDrift } from "../../domain/bill.ts";
import type { Detector, Signal } from "./detector.ts";

/**
 * Metered and billed are apart. Whoever meters too much stops too early, and whoever meters too little
 * too late: both are told, and only the first suspends what is decided on the point estimate.
 */
export function billDrift(settings: BillSettings): Detector<BillDrift | null> {
	return {
		id: "bill-drift",
		severity: "page",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook:
			"Compare the endpoint that differs most with its page at Hugging Face: price, hours, versions.",
		signal: (drift) => signalOf(drift, settings),
	};
}

function signalOf(drift: BillDrift | null, { warnRatio }: BillSettings): Signal {
	const worst = drift?.worst ?? null;
	return {
		value: drift === null ? null : drift.ratio,
		enterAbove: warnRatio,
		exitBelow: warnRatio,
		severity: drift?.level === "page" ? "page" : "warn",
		evidence: {
			ratio: drift?.ratio ?? null,
			meteredMicroUsd: drift?.metered.point ?? null,
			billedMicroUsd: drift?.billedMicroUsd ?? null,
			worstEndpoint: worst?.endpoint ?? null,
			worstMeteredMicroUsd: worst?.metered.point ?? null,
			worstBilledMicroUsd: worst?.billedMicroUsd ?? null,
			suspended: drift?.suspendsPoint === true ? "trim is suspended" : "nothing is suspended",
		},
	};
}
