import { expect, test } from "vitest";
import { carryOutRestore } from "../../../shared/app/guard/carry-out-restore.ts";
import type { GuardPass } from "../../../shared/app/guard/pass.ts";
import { refusalOf } from "../../../shared/core/plan/ladder-of.ts";
import type { PlanInput } from "../../../shared/core/plan/plan-input.ts";
import { verifyHeld } from "../../../shared/core/verify/verify-held.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import { at, endpointOf, heldOf, limits, policyOf, recordOf } from "../../core/fixture.ts";

/** A restore by a pass whose clock says noon, on an account that shows these in turn. */
function putBack(shown: Endpoint[], eased?: { minReplica: number; maxReplica: number }) {
	const pass = {
		now: at("12:00"),
		deadline: at("12:01"),
		deps: {
			clock: { now: () => at("12:00") },
			fleet: { getEndpoint: async () => shown.shift() },
			writer: { updateScaling: async () => "written" as const },
			policy: policyOf(),
		},
	} as unknown as GuardPass;
	const step = { held: heldOf(), record: recordOf(), reason: "new-period" } as const;
	const softer = { tier: "trim", group: null, periodKey: "2026-03-02", method: "cap" } as const;
	return carryOutRestore(pass, eased ? { ...step, eased: { ...softer, ...eased } } : step);
}

const capped = endpointOf({ maxReplica: 1, updatedAt: at("11:00:01") });

test("what was put back has its whole cooldown, however far the clock of that pass was behind", async () => {
	const endpoint = endpointOf({ updatedAt: at("12:04") });
	const held = (await putBack([capped, endpoint])).next ?? heldOf();
	const look = (now: string) =>
		verifyHeld({ held, endpoint, record: recordOf(), listedAt: at(now), now: at(now), limits });
	expect(look("12:33").next).toEqual(held);
	expect(look("12:34").next).toBeNull();
	const refused = (now: string) => {
		const input = { overrides: [], now: at(now), policy: policyOf() };
		return refusalOf(endpoint, "trim", held, input as unknown as PlanInput);
	};
	expect([refused("12:33"), refused("12:34")]).toEqual(["cooldown", null]);
});

test("and so has what was brought to a softer tier's cap", async () => {
	const softer = endpointOf({ maxReplica: 3, updatedAt: at("12:04") });
	const { next } = await putBack([capped, softer], { minReplica: 1, maxReplica: 3 });
	expect(next).toMatchObject({ status: "applied", easedAt: at("12:04") });
});
