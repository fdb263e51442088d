import type { HardwarePrice } from "../../domain/price.ts";

/** What a guide says that a region costs more than US East. An estimate: it prices nothing. */
export type GuideMultiplier = {
	readonly area: string;
	readonly lo: number;
	readonly hi: number;
	/** Names of regions, as the clouds spell them. */
	readonly regions: RegExp;
};

/**
 * Source: the cost optimisation guide. The vendor's own price table and the products of its bill
 * (`endpoints/{vendor}/{type}/{size}`) have no region, so nothing of the vendor's supports these.
 */
export const guideMultipliers: readonly GuideMultiplier[] = [
	{ area: "Europe", lo: 1.2, hi: 1.3, regions: /^(eu-|europe|westeurope|northeurope)/ },
	{ area: "US West", lo: 1.1, hi: 1.1, regions: /^(us-west|westus)/ },
	{ area: "Asia-Pacific", lo: 1.4, hi: 1.4, regions: /^(ap-|asia|australia|japan|southeastasia)/ },
];

export type MultiplierCheck = GuideMultiplier & {
	/** Regions of the list in that area; none: it is not offered there. */
	readonly offered: readonly string[];
	/** Highest price there ÷ lowest price elsewhere, over instances that the same vendor has in both. */
	readonly highestSeen: number | null;
};

/** Holds the guide's multipliers against a real price list. */
export function checkMultipliers(rows: readonly HardwarePrice[]): MultiplierCheck[] {
	return guideMultipliers.map((multiplier) => {
		const inside = rows.filter(({ region }) => multiplier.regions.test(region));
		const outside = rows.filter(({ region }) => /^(us-east|eastus)/.test(region));
		const ratios = inside.flatMap((row) => {
			const base = outside.find((other) => instanceOf(other) === instanceOf(row));
			return base === undefined ? [] : [row.priceMicroUsdPerHour / base.priceMicroUsdPerHour];
		});
		return {
			...multiplier,
			offered: [...new Set(inside.map(({ region }) => region))].sort(),
			highestSeen: ratios.length === 0 ? null : Math.max(...ratios),
		};
	});
}

function instanceOf({ vendor, instanceType, instanceSize }: HardwarePrice): string {
	return `${vendor}/${instanceType}/${instanceSize}`;
}
