import { expect, test } from "vitest";
import { type BurnRateInput, burnRate } from "../../../shared/core/detect/burn-rate.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { follow } from "./follow.ts";

/** A budget of $100: the lines are $20 in 1 h, $35 in 3 h and $40 in 6 h. */
function spent(...usd: readonly (number | null)[]): BurnRateInput {
	const window = (index: number, hours: number, minutes: number) => {
		const own = usd[index] ?? null;
		const longMicroUsd = own === null ? null : microUsdOf(own);
		const shortMicroUsd = own === null ? null : microUsdOf((own * minutes) / 60 / hours);
		return { hours, minutes, longMicroUsd, shortMicroUsd };
	};
	const windows = [window(0, 1, 5), window(1, 3, 15), window(2, 6, 30)] as const;
	return { budgetMicroUsd: microUsdOf(100), windows };
}

function times<T>(count: number, one: T): T[] {
	return Array.from({ length: count }, () => one);
}

function told(looks: readonly BurnRateInput[]) {
	return follow(burnRate(), looks).map(
		({ pass, change, severity, evidence }) =>
			`${pass} ${change} ${severity ?? "-"} ${evidence?.["hours"] ?? "-"} h`,
	);
}

test("a page whose hour is over is lowered to what still holds, and ends when nothing does", () => {
	const story = [
		...times(2, spent(25, 30, 30)),
		...times(4, spent(2, 38, 38)),
		...times(4, spent(2, 5, 41)),
		...times(4, spent(2, 5, 10)),
	];
	expect(told(story)).toEqual([
		"0 fired page 1 h",
		"4 lowered warn 3 h",
		"8 lowered info 6 h",
		"12 resolved - - h",
	]);
});

test("a page stays one while its own hour is above its exit, or is not known", () => {
	const at = spent(17, 38, 41);
	expect(told([spent(25, 30, 30), ...times(9, at)])).toEqual(["0 fired page 1 h"]);
	const unknown = spent(null, 38, 41);
	expect(told([spent(25, 30, 30), ...times(9, unknown)])).toEqual(["0 fired page 1 h"]);
});
