import { describe, expect, test } from "vitest";
import { dayOf } from "../../shared/core/reading/period.ts";
import { isMember } from "../../shared/domain/group-budget.ts";
import { hourMs, type Instant, minuteMs, type Range } from "../../shared/domain/instant.ts";
import type { GroupBudget } from "../../shared/domain/policy.ts";
import type { Reading } from "../../shared/domain/reading.ts";
import { scenarios } from "../../shared/simulator/scenarios/index.ts";
import type { Scenario } from "../../shared/simulator/scenarios/scenario.ts";
import { policyOf } from "../core/fixture.ts";
import { type MeteredAccount, meteredAccount } from "./metered-account.ts";

const dayMs = 24 * hourMs;
const lookEveryMs = 10 * minuteMs;

/** A budget of its own, in its own zone; what it allows does not matter here. */
function group(name: string, zone: string, members: GroupBudget["members"]): GroupBudget {
	return { ...policyOf().budget, name, zone, members };
}

const groups: readonly GroupBudget[] = [
	group("chat", "America/New_York", [{ name: "*-chat" }]),
	group("lab", "Asia/Kolkata", [{ tag: "expendable" }, { name: "flux-*" }]),
	group("none", "Pacific/Kiritimati", [{ tag: "nobody" }]),
];

const wholeMinutes = {
	...policyOf().accounting,
	bill: { ...policyOf().accounting.bill, rounding: "minute" as const },
};

test.each(["death-spiral", "cold-storm", "runaway-replicas", "quiet-day"])(
	"where started minutes are billed whole, floor ≤ truth ≤ ceiling and lo ≤ truth ≤ hi in %s, at each minute",
	async (name) => {
		const scenario = { ...scenarioOf(name), endpoints: scenarioOf(name).endpoints.slice(0, 1) };
		const metered = meteredAccount({
			scenario,
			policy: policyOf({ accounting: wholeMinutes }, { name: "fleet", zone: scenario.zone }),
			settings: { billingGranularity: "minute" },
		});
		const looks = await look(metered, scenario.start + 2 * dayMs, minuteMs);
		const faults = looks.flatMap((each) => faultsOf(each, metered));
		expect(looks.length).toBeGreaterThan(2_800);
		expect(faults.slice(0, 5)).toEqual([]);
	},
	120_000,
);

type Look = { readonly reading: Reading; readonly budget: string };

describe("with every minute metered, and nobody changing the configuration after the reading", () => {
	test.each([
		["quiet-day", true],
		["quiet-day", false],
		["request-surge", true],
		["request-surge", false],
		["runaway-replicas", true],
		["runaway-replicas", false],
		["death-spiral", true],
		["cold-storm", false],
		["wrong-instance", true],
		["wrong-instance", false],
	] as const)(
		"floor ≤ truth ≤ ceiling and lo ≤ truth ≤ hi in %s, undocumented stages billed: %s",
		async (name, billsUndocumentedStages) => {
			const scenario = scenarioOf(name);
			const metered = meteredAccount({
				scenario,
				policy: policyOf({ groups }, { name: "fleet", zone: scenario.zone }),
				settings: { billsUndocumentedStages },
			});
			const looks = await look(metered, scenario.start + 2 * dayMs);
			const faults = looks.flatMap((each) => faultsOf(each, metered));
			expect(looks.length).toBeGreaterThan(800);
			expect(faults.slice(0, 5)).toEqual([]);
		},
		120_000,
	);
});

test("the groups of a policy are read beside the namespace, each in the day of its own zone", async () => {
	const scenario = scenarioOf("quiet-day");
	const policy = policyOf({ groups }, { name: "fleet", zone: scenario.zone });
	const metered = meteredAccount({ scenario, policy });
	await metered.run(scenario.start + 3 * hourMs);
	const readings = await metered.readings();
	expect(readings.map(({ reading }) => [reading.budget, reading.period.zone])).toEqual([
		["fleet", "Europe/Berlin"],
		["chat", "America/New_York"],
		["lab", "Asia/Kolkata"],
		["none", "Pacific/Kiritimati"],
	]);
	expect(readings.at(-1)?.reading.ceilingMicroUsd).toBe(0);
});

function scenarioOf(name: string): Scenario {
	const build = scenarios[name];
	if (build === undefined) throw new Error(`there is no scenario ${name}`);
	return build();
}

async function look(
	metered: MeteredAccount,
	until: Instant,
	everyMs = lookEveryMs,
): Promise<Look[]> {
	const looks: Look[] = [];
	await metered.run(until, async (at) => {
		if (at % everyMs !== 0) return;
		for (const { reading } of await metered.readings()) {
			looks.push({ reading, budget: reading.budget });
		}
	});
	return looks;
}

/** Of a day that the account did not live as a whole, or that a person changed afterwards, only what was spent is judged. */
function faultsOf({ reading, budget }: Look, metered: MeteredAccount): string[] {
	const { account } = metered;
	const names = membersOf(budget, metered);
	const { period, at, spent } = reading;
	const began = Math.max(period.from, account.scenario.start);
	const truth = (range: Range) => billOf(names, range, metered);
	const slack = resolutionMicroUsd(names, { from: began, to: at }, metered);
	const isAfter = (each: { at: number; actorKind: string }) =>
		each.actorKind === "person" && each.at > at && each.at < period.to;
	const isWhole = period.from >= account.scenario.start && period.to <= metered.now();
	const isJudged = isWhole && !account.truth.journal().some(isAfter);
	const soFar = truth({ from: period.from, to: at });
	const end = truth({ from: period.from, to: period.to });
	const found = [
		spent.lo <= soFar + slack || period.from < account.scenario.start
			? ""
			: `lo ${spent.lo} > ${soFar}`,
		soFar <= spent.hi + slack || period.from < account.scenario.start
			? ""
			: `hi ${spent.hi} < ${soFar}`,
		!isJudged || reading.floorMicroUsd <= end + slack
			? ""
			: `floor ${reading.floorMicroUsd} > ${end}`,
		!isJudged || end <= reading.ceilingMicroUsd + slack
			? ""
			: `ceiling ${reading.ceilingMicroUsd} < ${end}`,
		reading.floorMicroUsd <= reading.p10MicroUsd &&
		reading.p10MicroUsd <= reading.likelyMicroUsd &&
		reading.likelyMicroUsd <= reading.p90MicroUsd &&
		reading.p90MicroUsd <= reading.ceilingMicroUsd
			? ""
			: "the interval is out of order",
		dayOf(at, period.zone).key === period.key ? "" : `${period.key} is another day`,
	];
	return found.filter((text) => text !== "").map((text) => `${budget} at ${at}: ${text}`);
}

function membersOf(budget: string, { account }: MeteredAccount): readonly string[] {
	const own = groups.find(({ name }) => name === budget);
	const all = account.scenario.endpoints;
	return (own === undefined ? all : all.filter((each) => isMember(own, each))).map(
		({ name }) => name,
	);
}

function billOf(names: readonly string[], range: Range, { account }: MeteredAccount): number {
	return names.reduce(
		(sum, name) => sum + account.truth.billMicroUsd(range.from, range.to, name),
		0,
	);
}

/** Stage ranges are told in whole seconds: each change of a stage may be that much off, and a micro-dollar of rounding. */
function resolutionMicroUsd(names: readonly string[], range: Range, { account }: MeteredAccount) {
	return names.reduce((sum, name) => {
		const stages = account.truth
			.stageIntervals(name)
			.filter(({ from, to }) => from < range.to && (to ?? range.to) > range.from);
		return stages.reduce((own, { hardware, from }) => {
			const perHour = account.truth.priceMicroUsdPerHour(hardware, from);
			return own + (perHour * account.settings.rangeResolutionSeconds) / 3_600 + 1;
		}, sum);
	}, 0);
}
