import { describe, expect, test } from "vitest";
import { costSpike } from "../../../shared/core/detect/cost-spike.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { changes, follow } from "./follow.ts";

describe("cost-spike", () => {
	const hour = (usd: number | null, days: readonly (number | null | "guarded")[]) => ({
		trailingHourMicroUsd: usd === null ? null : microUsdOf(usd),
		sameHours: days.map((day) => ({
			spentMicroUsd: typeof day === "number" ? microUsdOf(day) : null,
			guarded: day === "guarded",
		})),
		dayPeaksMicroUsd: [],
	});
	const usual = [4, 5, 6, 5, 50];

	test("begins above twice the median of the same hour, whatever one day did, and ends after half an hour below 1.5 of it", () => {
		const told = follow(
			costSpike(),
			[10, 10.01, 8, ...Array.from({ length: 6 }, () => 7.5)].map((usd) => hour(usd, usual)),
		);
		expect(told.map(({ pass, change }) => [pass, change])).toEqual([
			[1, "fired"],
			[8, "resolved"],
		]);
		expect(told[0]).toMatchObject({
			severity: "warn",
			evidence: { trailingHourMicroUsd: microUsdOf(10.01), normalMicroUsd: microUsdOf(5), days: 5 },
		});
	});

	test("an hour as dear as two of the last seven days had one is known, and no spike", () => {
		const known = (usd: number) => ({
			...hour(usd, usual),
			dayPeaksMicroUsd: [9, 30, 12, 40, 8, 9, 9].map(microUsdOf),
		});
		expect(changes(costSpike(), [known(30)])).toEqual([]);
		expect(changes(costSpike(), [known(30.01)])).toEqual(["0 fired"]);
	});

	test("a dollar an hour or less is never a spike", () => {
		expect(changes(costSpike(), [hour(1, [0, 0, 0, 0, 0])])).toEqual([]);
		expect(changes(costSpike(), [hour(1.01, [0, 0, 0, 0, 0])])).toEqual(["0 fired"]);
	});

	test("guarded and unknown days do not count, and with fewer than five days nothing is judged", () => {
		expect(changes(costSpike(), [hour(90, [1, 1, 1, 1, "guarded", null])])).toEqual([]);
		expect(changes(costSpike(), [hour(90, [1, 1, 1, "guarded", 1, 1])])).toEqual(["0 fired"]);
	});

	test("only the last fourteen days count", () => {
		const old = [...Array.from({ length: 14 }, () => 5), ...Array.from({ length: 90 }, () => 500)];
		expect(changes(costSpike(), [hour(11, old)])).toEqual(["0 fired"]);
	});
});
