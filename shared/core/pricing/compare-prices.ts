import type { MicroUsd } from "../../domain/money.ts";
import type { HardwarePrice } from "../../domain/price.ts";

/** One place where an instance can be had. `aboveCheapest` is a ratio: 0.25 is 25 % dearer. */
export type Offer = {
	readonly vendor: string;
	readonly region: string;
	readonly priceMicroUsdPerHour: MicroUsd;
	readonly aboveCheapest: number;
};

/** The same instance wherever it is offered, cheapest first. */
export type Comparison = {
	readonly accelerator: string;
	readonly instanceType: string;
	readonly instanceSize: string;
	readonly offers: readonly Offer[];
};

/**
 * Each instance of the list with its prices in every region of every vendor. `wanted` is a type
 * (`nvidia-l4`) or a type and a size (`nvidia-l4/x1`); null: all.
 */
export function comparePrices(
	rows: readonly HardwarePrice[],
	wanted: string | null = null,
): Comparison[] {
	const groups = Map.groupBy(rows.filter(isWanted(wanted)), instanceOf);
	return [...groups.values()].flatMap(comparisonOf).sort(byInstance);
}

function isWanted(wanted: string | null) {
	return (row: HardwarePrice) =>
		wanted === null || wanted === row.instanceType || wanted === instanceOf(row);
}

function instanceOf({ instanceType, instanceSize }: HardwarePrice): string {
	return `${instanceType}/${instanceSize}`;
}

function comparisonOf(rows: readonly HardwarePrice[]): Comparison[] {
	const sorted = [...rows].sort(byPrice);
	const [cheapest] = sorted;
	if (cheapest === undefined) return [];
	const { accelerator, instanceType, instanceSize } = cheapest;
	const offers = sorted.map(({ vendor, region, priceMicroUsdPerHour }) => ({
		vendor,
		region,
		priceMicroUsdPerHour,
		aboveCheapest: priceMicroUsdPerHour / cheapest.priceMicroUsdPerHour - 1,
	}));
	return [{ accelerator, instanceType, instanceSize, offers }];
}

function byPrice(a: HardwarePrice, b: HardwarePrice): number {
	return (
		a.priceMicroUsdPerHour - b.priceMicroUsdPerHour ||
		compare(`${a.vendor}/${a.region}`, `${b.vendor}/${b.region}`)
	);
}

function byInstance(a: Comparison, b: Comparison): number {
	const cheapest = ({ offers }: Comparison) => offers[0]?.priceMicroUsdPerHour ?? 0;
	return (
		compare(a.accelerator, b.accelerator) ||
		compare(a.instanceType, b.instanceType) ||
		cheapest(a) - cheapest(b)
	);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
