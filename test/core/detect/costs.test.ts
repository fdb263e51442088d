import { describe, expect, test } from "vitest";
import { defaultAccounting } from "../../../shared/config/accounting-schema.ts";
import { defaultAlerts } from "../../../shared/config/alerts-schema.ts";
import { autoscalingThrash } from "../../../shared/core/detect/autoscaling-thrash.ts";
import { costPerRequest } from "../../../shared/core/detect/cost-per-request.ts";
import { closedCosts, withCost, yesterdaysCost } from "../../../shared/core/detect/day-sketch.ts";
import { newEndpointSketch } from "../../../shared/core/detect/endpoint-sketch.ts";
import { regionalLooks } from "../../../shared/core/detect/regional-looks.ts";
import { rulesOf } from "../../../shared/core/detect/rules.ts";
import { hourMs } from "../../../shared/domain/instant.ts";
import type { Posture } from "../../../shared/domain/ledger.ts";
import { midnight, postureOf } from "../fixture.ts";

const dayMs = 24 * hourMs;
const rules = rulesOf(defaultAlerts, defaultAccounting.bill);

describe("the cost of a request", () => {
	const rule = costPerRequest();
	const isOver = (costs: readonly number[]) => {
		const { value, enterAbove } = rule.signal({ costs });
		return value === null ? null : value > enterAbove;
	};

	test.each([
		["half as much again as the median of the week", [10, 11, 9, 10, 15.1], true],
		["just below that", [10, 11, 9, 10, 14.9], false],
		["rises every day by a little, to a fifth more", [10, 10.4, 10.8, 11.2, 11.6, 12, 12.4], true],
		["rises every day by next to nothing", [10, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6], false],
		["goes up and down", [10, 13, 9, 12, 8, 13, 12.4], false],
		["is known of three days alone: unknown", [10, 10, 30], null],
		["falls", [12, 11, 10, 9, 8, 7, 6], false],
	])("that %s", (_, costs, expected) => {
		expect(isOver(costs)).toBe(expected);
	});

	test("is summed up by day, and a day that runs, or had few requests, is left out", () => {
		const today = Math.floor(midnight / dayMs) * dayMs;
		const hour = { microUsd: 800_000, requests: 1_000 };
		let days = withCost([], today - dayMs, hour);
		days = withCost(days, today - dayMs + hourMs, hour);
		days = withCost(days, today - 2 * dayMs, { microUsd: 800_000, requests: 3 });
		days = withCost(days, today, { microUsd: 1, requests: 1_000 });
		expect(closedCosts(days, today + hourMs)).toEqual([800]);
		expect(yesterdaysCost(days, today + hourMs)).toBe(800);
		expect(yesterdaysCost(days, today + dayMs + hourMs)).toBe(0.001);
	});
});

describe("a model in two regions", () => {
	function posture(endpoint: string, region: string, microUsd: number): Posture {
		const base = postureOf();
		const hardware = { ...base.observed.hardware, region };
		const price = { lo: microUsd, point: microUsd, hi: microUsd, known: true };
		return { ...base, endpoint, price, observed: { ...base.observed, name: endpoint, hardware } };
	}
	const looks = (postures: readonly Posture[], sketches = new Map()) =>
		regionalLooks({ postures, sketches, rules, now: midnight + hourMs }).map(
			({ subject, signal }) => [subject?.name, (signal.value ?? 0) > signal.enterAbove] as const,
		);

	test("is dear where it costs over 30 % more than in the cheapest one", () => {
		const postures = [posture("a", "us", 1_000_000), posture("b", "eu", 1_310_000)];
		expect(looks(postures)).toEqual([
			["a", false],
			["b", true],
		]);
		expect(looks([posture("a", "us", 1_000_000), posture("b", "eu", 1_290_000)])[1]?.[1]).toBe(
			false,
		);
	});

	test("is compared by request where both have answered enough yesterday", () => {
		const postures = [posture("a", "us", 1_000_000), posture("b", "eu", 1_310_000)];
		const sketchOf = (one: Posture, requests: number) => {
			const sketch = newEndpointSketch(one, midnight, 600_000);
			const day = Math.floor((midnight + hourMs) / dayMs) - 1;
			return { ...sketch, days: [{ day, microUsd: 1_000_000, requests }] };
		};
		const sketches = new Map(
			postures.map((one, n) => [one.endpoint, sketchOf(one, [500, 1_000][n] ?? 0)]),
		);
		expect(looks(postures, sketches)).toEqual([
			["a", true],
			["b", false],
		]);
	});

	test("is nothing to compare in one region, or where one is paused or has no price", () => {
		const [a, b] = [posture("a", "us", 1_000_000), posture("b", "eu", 9_000_000)];
		const paused = { ...b, observed: { ...b.observed, state: "paused" } };
		const unpriced = { ...b, price: { ...b.price, known: false } };
		for (const other of [posture("b", "us", 9_000_000), paused, unpriced]) {
			expect(looks([a, other]).every(([, isDear]) => !isDear)).toBe(true);
		}
	});
});

test.each([
	["4.6 % of the replica time, as on recorded traffic", 46, 954, "info"],
	["6 %", 60, 940, "warn"],
	["38 %, as in a death spiral", 380, 620, "warn"],
	["nothing known of it", 0, 0, "info"],
])(
	"sixty scale events a day with %s spent on starting",
	(_, startingMinutes, runningMinutes, severity) => {
		const signal = autoscalingThrash(12).signal({
			eventsOfDay: 60,
			turnsOfHour: 1,
			minReplica: 1,
			coldStartsOfDay: 0,
			startingMinutes,
			runningMinutes,
			priceMicroUsdPerHour: 1_000_000,
		});
		expect((signal.value ?? 0) > signal.enterAbove).toBe(true);
		expect(signal.severity).toBe(severity);
	},
);
