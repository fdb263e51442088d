import { catalogPrices } from "../catalog/prices.ts";
import type { EndpointDefinition, Hardware, Scaling } from "../endpoint.ts";
import { diurnal } from "../traffic/diurnal.ts";
import { zone } from "./calendar.ts";

/** The fleet of one copy; the number decides its traffic's noise and the moments of its bursts. */
export type FleetTemplate = (copy: number) => readonly EndpointDefinition[];

/** Hardware by its short name: vendor, region, instance type and instance size. */
export function hardware(name: string): Hardware {
	const [vendor = "", region = "", instanceType = "", instanceSize = ""] = name.split(" ");
	const found = catalogPrices.find(
		(row) =>
			row.vendor === vendor &&
			row.region === region &&
			row.instanceType === instanceType &&
			row.instanceSize === instanceSize,
	);
	if (found === undefined) throw new RangeError(`The catalogue has no ${name}.`);
	return { vendor, region, accelerator: found.accelerator, instanceType, instanceSize };
}

/** Scaling by its bounds; with a timeout (minutes) it may sleep. */
export function scaling(min: number, max: number, timeoutMinutes: number | null = null): Scaling {
	const measure = { hardwareUsage: null };
	return { minReplica: min, maxReplica: max, scaleToZeroTimeout: timeoutMinutes, measure };
}

/** As many endpoints as asked for: the template, repeated with numbered names, or cut. */
export function repeatFleet(template: FleetTemplate, count?: number): EndpointDefinition[] {
	const size = template(1).length;
	const wanted = count ?? size;
	if (!Number.isSafeInteger(wanted) || wanted < 1) {
		throw new RangeError(`A fleet cannot have ${wanted} endpoints.`);
	}
	const copies = Array.from({ length: Math.ceil(wanted / size) }, (_, index) => index + 1);
	const all = copies.flatMap((copy) =>
		template(copy).map((each) => ({
			...each,
			name: copy === 1 ? each.name : `${each.name}-${copy}`,
		})),
	);
	return all.slice(0, wanted);
}

/** A budget made for the template, in proportion to what the fleet's minimum costs. */
export function budgetFor(
	template: FleetTemplate,
	endpoints: readonly EndpointDefinition[],
	usdForTemplate: number,
): number {
	const share = floorUsdPerHour(endpoints) / floorUsdPerHour(template(1));
	return Math.round(usdForTemplate * share * centsPerUsd) * microUsdPerCent;
}

/** An ordinary daily wave with a little noise. */
export function daily(wave: { mean: number; peakHour: number; copy: number; stream: number }) {
	const { mean, peakHour, copy, stream } = wave;
	const seed = 100 * copy + stream;
	return diurnal({ mean, peakHour, zone, amplitude: 0.5, noise: 0.1, seed });
}

const centsPerUsd = 100;
const microUsdPerCent = 10_000;

function floorUsdPerHour(endpoints: readonly EndpointDefinition[]): number {
	return endpoints.reduce((sum, each) => sum + each.scaling.minReplica * usdPerHour(each), 0);
}

function usdPerHour({ hardware: wanted }: EndpointDefinition): number {
	const found = catalogPrices.find(
		(row) =>
			row.vendor === wanted.vendor &&
			row.region === wanted.region &&
			row.instanceType === wanted.instanceType &&
			row.instanceSize === wanted.instanceSize,
	);
	return found?.pricePerHour ?? 0;
}
