import { describe, expect, test } from "vitest";
import { planRestore, type RestoreInput } from "../../../shared/core/restore/plan-restore.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { at, endpointOf, heldOf, policyOf, readingOf, recordOf } from "../fixture.ts";

/** `chat`, capped from 4 to 1 at $1/h; noon of a $100 day with a hard line of $200. */
function verdict(parts: Partial<RestoreInput>): string {
	const { steps, waiting } = planRestore({
		held: [heldOf()],
		records: [recordOf()],
		endpoints: [endpointOf({ maxReplica: 1 })],
		overrides: [],
		reading: readingOf(),
		tier: "ok",
		policy: policyOf(),
		usualRestMicroUsd: null,
		now: at("12:00"),
		...parts,
	});
	return steps[0]?.reason ?? waiting[0]?.reason ?? "nothing";
}

describe("a cap that was taken on a forecast", () => {
	const held = [heldOf({ cause: "preempt", savesMicroUsdPerHour: microUsdOf(3) })];
	const ends = (usd: number, verdictOfDay: "certain" | "possible" = "possible") =>
		verdict({
			held,
			reading: readingOf({ p90MicroUsd: microUsdOf(usd), verdict: verdictOfDay }),
		});

	test("comes back once the day with it back would still end under 95 % of the budget", () => {
		expect(ends(58)).toBe("correction");
		expect(ends(59)).toBe("forecast-stands");
	});

	test("stays while the day is certain to end over its budget", () => {
		expect(ends(10, "certain")).toBe("forecast-stands");
	});

	test("comes back with the new day whatever is foreseen of it", () => {
		const old = [heldOf({ cause: "preempt", periodKey: "2026-03-01" })];
		expect(verdict({ held: old, reading: readingOf({ p90MicroUsd: microUsdOf(900) }) })).toBe(
			"new-period",
		);
	});
});

describe("with an envelope, an endpoint that was only capped", () => {
	const policy = policyOf({}, { envelope: true });
	const most = (usd: number, spentUsd = 0) =>
		readingOf({
			ratio: spentUsd / 100,
			ceilingMicroUsd: microUsdOf(usd),
		});

	test("comes back where everything at its maximum stays under the hard line, today and on a whole day", () => {
		expect(verdict({ policy, reading: most(60) })).toBe("correction");
		// 12 h at $3/h more is $36; a whole day at this pace would be 2 × (70 + 36) = $212.
		expect(verdict({ policy, reading: most(70) })).toBe("envelope");
		expect(verdict({ policy, reading: most(165, 120) })).toBe("envelope");
	});

	test("comes back when a person orders it, and without an envelope", () => {
		expect(verdict({ reading: most(190) })).toBe("correction");
	});

	test("counts what comes back in the same pass together", () => {
		const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
		const { steps, waiting } = planRestore({
			held: names.map((endpoint) => heldOf({ endpoint })),
			records: names.map((endpoint) => recordOf({ endpoint })),
			endpoints: names.map((name) => endpointOf({ name, maxReplica: 1 })),
			overrides: [],
			reading: most(60),
			tier: "ok",
			policy: policyOf({ limits: { ...policy.limits, endpointsPerPassRatio: 1 } }, policy.budget),
			usualRestMicroUsd: null,
			now: at("12:00"),
		});
		expect(steps.map(({ held }) => held.endpoint)).toEqual(["a"]);
		expect(waiting.map(({ reason }) => reason)).toEqual(names.slice(1).map(() => "envelope"));
	});

	test("that was paused comes back even so: the caps follow", () => {
		const written = { ...heldOf().written, paused: true };
		const held = [heldOf({ method: "pause", written })];
		const endpoints = [endpointOf({ state: "paused" })];
		expect(verdict({ policy, held, endpoints, reading: most(70) })).toBe("correction");
	});
});
