import { expect, test } from "vitest";
import { meterFleet } from "../../../shared/app/meter-fleet.ts";
import { meterSettings } from "../../../shared/config/meter-settings.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { BenchTable } from "../../bench/metering/bench-table.ts";
import { at, endpointOf, policyOf } from "../../core/fixture.ts";

/** Long enough for every stage range to be read once, and once more to confirm it. */
const settlingMinutes = 8;
const measuredMinutes = 30;
const endpointsPerPage = 100;

/** Two replicas for ever; a list costs a call per hundred endpoints, a question costs one. */
async function callsPerPass(count: number): Promise<number> {
	const endpoints = Array.from({ length: count }, (_, n) => endpointOf({ name: `steady-${n}` }));
	let now = at("06:00");
	let calls = 0;
	const clock = { now: () => now, sleep: () => Promise.resolve() };
	const hardware = { ...endpointOf().hardware, priceMicroUsdPerHour: 1_000_000 };
	const deps = {
		namespace: "acme",
		policy: policyOf(),
		settings: { ...meterSettings, mostPerPass: count },
		fleet: {
			listInventory: () => {
				calls += Math.ceil(count / endpointsPerPage);
				return Promise.resolve({ at: now, complete: true, endpoints });
			},
			getEndpoint: () => Promise.resolve(null),
			readStageRanges: (_: string, window: { from: number; to: number }) => {
				calls += 1;
				const ids = ["v1-a", "v1-b"];
				return Promise.resolve(
					ids.map((replicaId) => ({ ...window, replicaId, stage: "running" })),
				);
			},
		},
		prices: {
			readPrices: () => Promise.resolve({ asOf: 0, source: "live" as const, rows: [hardware] }),
		},
		table: new BenchTable(),
		bus: { publish: () => Promise.resolve() },
		clock,
		log: { info: () => undefined, warn: () => undefined, error: () => undefined },
	};
	const minutes = async (many: number) => {
		for (let minute = 0; minute < many; minute += 1) {
			now += minuteMs;
			await meterFleet(deps);
		}
	};
	await minutes(settlingMinutes);
	calls = 0;
	await minutes(measuredMinutes);
	return calls / measuredMinutes;
}

test("a quiet pass over 1,000 endpoints costs its pages and at most six calls more; over 3,000 at most 3.6 times that", async () => {
	const thousand = await callsPerPass(1_000);
	const threeThousand = await callsPerPass(3_000);
	expect(thousand - 1_000 / endpointsPerPage).toBeLessThanOrEqual(6);
	expect(thousand).toBeGreaterThan(1_000 / endpointsPerPage + 1);
	expect(threeThousand / thousand).toBeLessThanOrEqual(3.6);
}, 60_000);
