import type { MicroUsd } from "../../domain/money.ts";
import type { Severity } from "../../domain/notice.ts";
import type { Detector, Signal } from "./detector.ts";

const source = "docs/how-it-decides.md 7: burn rates of a month, scaled to a day";

export const burnRateSettings = {
	pageShare: { value: 0.2, unit: "of the day's budget in 1 h", source },
	warnShare: { value: 0.35, unit: "of the day's budget in 3 h", source },
	infoShare: { value: 0.4, unit: "of the day's budget in 6 h", source },
	exitShare: { value: 0.8, unit: "× the line", source: "hysteresis of a fifth" },
};

/** Spend of a long window, and of a short one at its end that tells whether it goes on. null: not known. */
export type BurnWindow = {
	readonly hours: number;
	readonly minutes: number;
	readonly longMicroUsd: MicroUsd | null;
	readonly shortMicroUsd: MicroUsd | null;
};

export type BurnRateInput = {
	readonly budgetMicroUsd: MicroUsd;
	/** 1 h with 5 min, 3 h with 15 min, 6 h with 30 min. */
	readonly windows: readonly [BurnWindow, BurnWindow, BurnWindow];
};

/** A large part of the day's budget within hours, and still going on. The gravest window speaks; each ends at its own exit. */
export function burnRate(settings = burnRateSettings): Detector<BurnRateInput> {
	return {
		id: "burn-rate",
		severity: "page",
		forPasses: 1,
		clearPasses: 3,
		onMissing: "hold",
		runbook: "See which endpoints carry it; cap or pause one before the day's lines are reached.",
		signal: (input) => signalOf(input, settings),
	};
}

const severities: readonly Severity[] = ["page", "warn", "info"];

function signalOf({ budgetMicroUsd, windows }: BurnRateInput, settings: typeof burnRateSettings) {
	const shares = [settings.pageShare, settings.warnShare, settings.infoShare];
	const values = windows.map((window, index) =>
		shareOf(window, budgetMicroUsd * (shares[index]?.value ?? 1)),
	);
	const exit = settings.exitShare.value;
	const gravest = values.findIndex((value) => value !== null && value > 1);
	const still = values.findIndex((value) => value !== null && value > exit);
	const holds = severities[values.findIndex((value) => value === null || value > exit)];
	const at = Math.max(0, gravest >= 0 ? gravest : still);
	const window = windows[at];
	return {
		value: values.every((value) => value === null)
			? null
			: Math.max(...values.map((value) => value ?? 0)),
		enterAbove: 1,
		exitBelow: exit,
		severity: severities[at] ?? "info",
		...(holds === undefined ? {} : { holds }),
		evidence: {
			hours: window?.hours ?? null,
			spentMicroUsd: window?.longMicroUsd ?? null,
			lineMicroUsd: Math.round(budgetMicroUsd * (shares[at]?.value ?? 1)),
			budgetMicroUsd,
		},
	} satisfies Signal;
}

/** The smaller of both windows' shares of the line: what is over already is no alarm. */
function shareOf({ hours, minutes, longMicroUsd, shortMicroUsd }: BurnWindow, line: MicroUsd) {
	if (longMicroUsd === null || shortMicroUsd === null) return null;
	const shortLine = line * (minutes / 60 / hours);
	return Math.min(longMicroUsd / line, shortMicroUsd / shortLine);
}
