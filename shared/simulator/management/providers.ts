import type { SimulatedAccount } from "../account.ts";
import { type CatalogPrice, catalogPrices } from "../catalog/prices.ts";
import { hardwareKey } from "../endpoint.ts";
import type { Route } from "../http/route.ts";
import type { Quota } from "../quotas.ts";
import { answer, scopedRoute } from "./answers.ts";

const microUsdPerUsd = 1_000_000;

/** The price list (public), the same with the namespace's quotas, and the quotas alone. */
export function providerRoutes(account: SimulatedAccount): Route[] {
	return [
		{
			method: "GET",
			pattern: "/v2/provider",
			public: true,
			answer: () => answer(vendors(account, [])),
		},
		scopedRoute(account, {
			method: "GET",
			pattern: "/v2/provider/quotas/{namespace}",
			scope: "read",
			answer: () => answer(vendorQuotas(account)),
		}),
		scopedRoute(account, {
			method: "GET",
			pattern: "/v2/provider/{namespace}",
			scope: "read",
			answer: () => answer(vendors(account, account.quotas())),
		}),
	];
}

/** Labels as far as the vendor's documents give them. */
const regionLabels: Readonly<Record<string, string>> = {
	"us-east-1": "N. Virginia",
	"eu-west-1": "Ireland",
	"us-east-2": "Ohio",
	"us-west-2": "Oregon",
	eastus: "Virginia",
	"us-east4": "Virginia",
};

function vendors(account: SimulatedAccount, quotas: readonly Quota[]) {
	const byVendor = Map.groupBy(catalogPrices, (row) => row.vendor);
	return {
		vendors: [...byVendor].map(([name, rows]) => ({
			name,
			status: "available",
			regions: [...Map.groupBy(rows, (row) => row.region)].map(([region, computes]) => ({
				name: region,
				label: regionLabels[region] ?? region,
				status: "available",
				computes: computes.flatMap((row) => compute(account, row, quotas)),
			})),
		})),
	};
}

/** One priced hardware (`Compute`), or none where the list hides it. */
function compute(account: SimulatedAccount, row: CatalogPrice, quotas: readonly Quota[]) {
	const price = account.listedPriceMicroUsdPerHour(hardwareKey(row));
	if (price === null) return [];
	const { vendor, region, accelerator, instanceType, instanceSize, architecture } = row;
	const quota = quotas.find((each) => each.vendor === vendor && each.instanceType === instanceType);
	return [
		{
			id: `${vendor}-${region}-${instanceType}-${instanceSize}`,
			accelerator,
			numAccelerators: row.numAccelerators,
			memoryGb: row.memoryGb ?? 0,
			gpuMemoryGb: row.gpuMemoryGb,
			...(row.vCpus === null ? {} : { numCpus: row.vCpus }),
			instanceType,
			instanceSize,
			architecture,
			status: row.status,
			pricePerHour: price / microUsdPerUsd,
			quota: {
				maxAccelerators: quota?.maxAccelerators ?? 0,
				usedAccelerators: quota?.usedAccelerators ?? 0,
			},
		},
	];
}

function vendorQuotas(account: SimulatedAccount) {
	const byVendor = Map.groupBy(account.quotas(), (quota) => quota.vendor);
	return {
		vendors: [...byVendor].map(([name, quotas]) => ({
			name,
			quotas: quotas.map(({ instanceType, architecture, maxAccelerators, usedAccelerators }) => ({
				instanceType,
				architecture,
				maxAccelerators,
				usedAccelerators,
			})),
		})),
	};
}
