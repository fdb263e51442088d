import { expect, test } from "vitest";
import { carryOutStep, writtenBy } from "../../../shared/app/guard/carry-out-step.ts";
import { heldAfterStep } from "../../../shared/app/guard/held-entries.ts";
import type { GuardPass } from "../../../shared/app/guard/pass.ts";
import { verifyHeld } from "../../../shared/core/verify/verify-held.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import type { Step } from "../../../shared/domain/plan.ts";
import { at, endpointOf, heldOf, limits, recordOf } from "../../core/fixture.ts";

const before = endpointOf({ minReplica: 0, maxReplica: 4, updatedAt: at("10:00") });
const scaling = { ...before.scaling, maxReplica: 1 };
const capped: Endpoint = {
	...before,
	scaling,
	readyReplica: 1,
	targetReplica: 1,
	updatedAt: at("12:00") + 3,
};
const step = { endpoint: before.name, createdAt: before.createdAt, method: "cap" } as Step;
const planned: Step = { ...step, minReplica: 0, maxReplica: 1, before };

/** What the next list tells of a cap that was sent at noon, where this is read after the write, and still stands. */
async function toldAfter(after: Endpoint) {
	const reads = [before, after];
	const pass = {
		deadline: at("12:01"),
		reading: { period: { from: at("00:00"), to: at("23:59") } },
		groups: [],
		overrides: [],
		deps: {
			clock: { now: () => at("12:00") },
			fleet: { getEndpoint: async () => reads.shift() ?? after },
			writer: { mode: "enforce", updateScaling: async () => "written" as const },
		},
	} as unknown as GuardPass;
	const carried = await carryOutStep(pass, planned, undefined);
	const written = writtenBy(planned, at("12:00"));
	const intended = heldOf({ method: "cap", status: "intended", written });
	const record = recordOf({ scaling: before.scaling });
	const tried = { previous: undefined, now: at("12:00"), record, limits };
	const held = heldAfterStep(intended, carried, tried);
	if (held === null) throw new Error("nothing is held");
	const times = { listedAt: at("12:02"), now: at("12:02") };
	const { event } = verifyHeld({ held, endpoint: after, record, ...times, limits });
	return [carried.outcome.kind, event];
}

test("a cap on what nobody paused is seen at once", async () => {
	expect(await toldAfter(capped)).toEqual(["applied", null]);
});

test("a pause that a person made between the guard's read and its cap is seen as theirs, though the cap landed", async () => {
	const paused: Endpoint = { ...capped, state: "paused", readyReplica: 0, targetReplica: 0 };
	expect(await toldAfter(paused)).toEqual(["unconfirmed", "superseded"]);
});
