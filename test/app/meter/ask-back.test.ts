import { expect, test } from "vitest";
import { hourMs, minuteMs, type Range } from "../../../shared/domain/instant.ts";
import type { Policy } from "../../../shared/domain/policy.ts";
import { quietFleet } from "../../bench/quiet-fleet.ts";
import { policyOf } from "../../core/fixture.ts";
import { SimulatedFault } from "../../simulation/simulated-fault.ts";
import { wireAccount } from "./wire-account.ts";

const wholeMinutes: Partial<Policy> = {
	accounting: {
		...policyOf().accounting,
		bill: { ...policyOf().accounting.bill, rounding: "minute" },
	},
};

/** The windows that a meter asks for, each as the hours that it reaches back. */
async function hoursAsked(options: {
	readonly minutes: number;
	readonly policy?: Policy;
	readonly refusesLong?: boolean;
	readonly probeEveryMs?: number;
}) {
	const wire = wireAccount({
		scenario: quietFleet(3),
		settings: { historyMs: 60 * hourMs },
		...(options.policy === undefined ? {} : { policy: options.policy }),
	});
	const { settings } = wire.deps;
	const { probeEveryMs = settings.probeEveryMs } = options;
	wire.deps.settings = { ...settings, probeEveryMs };
	const asked: number[] = [];
	const { fleet } = wire.deps;
	const readStageRanges = fleet.readStageRanges.bind(fleet);
	wire.deps.fleet.readStageRanges = (name: string, window: Range) => {
		asked.push(Math.floor((window.to - window.from) / hourMs));
		const isLong = window.to - window.from > 24 * hourMs;
		if (options.refusesLong && isLong) return Promise.reject(SimulatedFault.of("rejected", name));
		return readStageRanges(name, window);
	};
	await wire.minutes(options.minutes);
	return { asked, wire };
}

test("one of the first questions reaches back two days, and proves that stage ranges are kept for so long", async () => {
	const { asked, wire } = await hoursAsked({ minutes: 30 });
	expect(asked.filter((hours) => hours === 48)).toHaveLength(1);
	const { value: cursor } = await wire.store.readCursor();
	expect(cursor?.provenAgeMs).toBe(48 * hourMs);
});

test("where so long a question is refused, the same pass asks for what it needs", async () => {
	const { asked, wire } = await hoursAsked({ minutes: 2, refusesLong: true });
	expect(asked).toContain(48);
	const postures = await wire.store.readPostures();
	for (const { truthUntil } of postures) {
		expect(truthUntil).toBeGreaterThan(wire.clock.at - 2 * minuteMs);
	}
});

test("how often a question reaches so far back, until it is proven, is a setting of metering", async () => {
	const often = async (everyMinutes: number) => {
		const probeEveryMs = everyMinutes * minuteMs;
		const { asked } = await hoursAsked({ minutes: 120, refusesLong: true, probeEveryMs });
		return asked.filter((hours) => hours === 48).length;
	};
	expect([await often(1), await often(10)]).toEqual([2, 1]);
});

test("where started minutes are billed whole, each endpoint is asked once for when its replicas began", async () => {
	const { asked } = await hoursAsked({ minutes: 30, policy: policyOf(wholeMinutes) });
	expect(asked.filter((hours) => hours === 48)).toHaveLength(3);
});
