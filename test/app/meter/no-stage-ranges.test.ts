import { expect, test } from "vitest";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { hardware, scaling } from "../../../shared/simulator/scenarios/fleet.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import { constant } from "../../../shared/simulator/traffic/traffic.ts";
import { quietFleet } from "../../bench/quiet-fleet.ts";
import { policyOf } from "../../core/fixture.ts";
import { wireAccount } from "./wire-account.ts";

/** Minimum 0, and a client that never lets go: it runs eight replicas from its first minutes on. */
function runaway(): Scenario {
	const quiet = quietFleet(1);
	const endpoints = quiet.endpoints.map((endpoint) => ({
		...endpoint,
		hardware: hardware("aws us-east-1 nvidia-l4 x1"),
		scaling: scaling(0, 8, 15),
		requestsPerSecondPerReplica: 1,
		traffic: constant(100),
	}));
	return { ...quiet, endpoints };
}

test("a steady runaway that may sleep and shows no stage ranges: lo passes 200 % within two passes of the truth", async () => {
	const scenario = runaway();
	const dailyMicroUsd = 20_000_000;
	const wire = wireAccount({
		scenario,
		policy: policyOf({}, { zone: scenario.zone, dailyMicroUsd }),
		spoil: ({ path }) => (path.includes("/metrics/") ? new Response("{}", { status: 503 }) : null),
	});
	let seenAt: number | null = null;
	while (seenAt === null && wire.clock.at < scenario.start + 24 * 60 * minuteMs) {
		await wire.minutes(1);
		const { value: summary } = await wire.store.readSummary();
		const { value: cursor } = await wire.store.readCursor();
		if (summary === null || cursor === null) continue;
		const sampledMs = cursor.observedUntil - summary.at;
		const lo = summary.spent.lo + (summary.ratePerHour.lo * sampledMs) / (60 * minuteMs);
		if (lo > 2 * dailyMicroUsd) seenAt = cursor.observedUntil;
	}
	const truth = wire.account.truth.firstInstantAbove(
		scenario.start,
		wire.clock.at,
		2 * dailyMicroUsd,
	);
	expect(truth).not.toBeNull();
	const minutesLate = ((seenAt ?? Number.POSITIVE_INFINITY) - (truth ?? 0)) / minuteMs;
	expect(minutesLate).toBeGreaterThan(0);
	expect(minutesLate).toBeLessThanOrEqual(2);
}, 30_000);
