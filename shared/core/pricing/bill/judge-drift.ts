import type { BillSettings } from "../../../domain/accounting.ts";
import type { BillComparison, BillDrift, EndpointDrift } from "../../../domain/bill.ts";
import { addBounds, type Bounds, type MicroUsd, noMoney } from "../../../domain/money.ts";

/**
 * How far apart metered and billed are, over the newest comparisons that make up `overMs`. A bill within
 * the bounds of what was metered is no drift: metering said itself that it did not know better.
 */
export function judgeDrift(
	comparisons: readonly BillComparison[],
	settings: BillSettings,
): BillDrift | null {
	const last = comparisons.at(-1);
	if (last === undefined) return null;
	const recent = comparisons.filter(({ from }) => from >= last.to - settings.overMs);
	const counted = recent.length === 0 ? [last] : recent;
	const metered = counted.reduce((sum, each) => addBounds(sum, each.metered), noMoney);
	const billedMicroUsd = counted.reduce((sum, each) => sum + each.billedMicroUsd, 0);
	const ratio = driftRatio(metered, billedMicroUsd, settings.leastMicroUsd);
	const level = ratio > settings.pageRatio ? "page" : ratio > settings.warnRatio ? "warn" : "none";
	return {
		level,
		ratio,
		metered,
		billedMicroUsd,
		suspendsPoint: level === "page" && metered.lo > billedMicroUsd,
		worst: worstOf(counted),
	};
}

/** Distance of the bill from the bounds, over the larger of the two; 0 where it is small change. */
export function driftRatio(metered: Bounds, billed: MicroUsd, least: MicroUsd): number {
	const distance = Math.max(0, metered.lo - billed, billed - metered.hi);
	const larger = Math.max(metered.point, billed);
	return distance < least || larger <= 0 ? 0 : distance / larger;
}

function worstOf(comparisons: readonly BillComparison[]): EndpointDrift | null {
	const all = comparisons.flatMap(({ endpoints }) => endpoints);
	const sums = [...Map.groupBy(all, ({ endpoint }) => endpoint)].map(([endpoint, own]) => ({
		endpoint,
		metered: own.reduce((sum, each) => addBounds(sum, each.metered), noMoney),
		billedMicroUsd: own.reduce((sum, each) => sum + each.billedMicroUsd, 0),
	}));
	const apart = ({ metered, billedMicroUsd }: EndpointDrift) =>
		Math.max(0, metered.lo - billedMicroUsd, billedMicroUsd - metered.hi);
	const [worst] = sums.sort((a, b) => apart(b) - apart(a));
	return worst === undefined || apart(worst) === 0 ? null : worst;
}
