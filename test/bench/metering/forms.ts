import type { AccountSettings } from "../../../shared/simulator/settings.ts";

/** One possible form of what the vendor does not document, and how exact metering has to be under it. */
export type Form = {
	readonly name: string;
	readonly settings: Partial<AccountSettings>;
	/** False: stage ranges are never answered, and only the counts of the list are there. */
	readonly rangesReadable: boolean;
	/** Which number of the ledger is the bill: `lo` where undocumented stages turn out to be free. */
	readonly billIs: "point" | "lo" | "between";
	/** Share of the bill that the error of an endpoint-day may have. */
	readonly bar: number;
	/** Whether the policy says that started minutes are billed whole. */
	readonly rounding?: "minute";
};

const hourMs = 3_600_000;
const exactBar = 0.000_2;
const countsBar = 0.005;

const exact = { rangesReadable: true, billIs: "point", bar: exactBar } as const;

/** Each of them is one shard of every scenario, so that each scenario meets each form. */
export const forms: readonly Form[] = [
	{ ...exact, name: "clipped, 1 s", settings: { rangesClipped: true } },
	{
		...exact,
		name: "whole, kept 3 h, others free",
		billIs: "lo",
		settings: {
			billsUndocumentedStages: false,
			rangesClipped: false,
			rangeRetentionMs: 3 * hourMs,
		},
	},
	{ ...exact, name: "clipped, 60 s", settings: { rangeResolutionSeconds: 60 } },
	{
		...exact,
		name: "whole, 300 s",
		settings: { rangeResolutionSeconds: 300, rangesClipped: false },
	},
	{
		...exact,
		name: "started minutes whole",
		rounding: "minute",
		bar: exactBar,
		settings: { billingGranularity: "minute" },
	},
	{ ...exact, name: "price not listed", billIs: "between", settings: { unlistedHardware: ["*"] } },
	{
		...exact,
		name: "counts only",
		rangesReadable: false,
		bar: countsBar,
		settings: { rangesClipped: true },
	},
];
