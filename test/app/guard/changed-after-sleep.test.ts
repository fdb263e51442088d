import { expect, test } from "vitest";
import { carryOutStep, writtenBy } from "../../../shared/app/guard/carry-out-step.ts";
import { heldAfterStep } from "../../../shared/app/guard/held-entries.ts";
import type { GuardPass } from "../../../shared/app/guard/pass.ts";
import { verifyHeld } from "../../../shared/core/verify/verify-held.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import type { Step } from "../../../shared/domain/plan.ts";
import { at, endpointOf, heldOf, limits, readingOf, recordOf } from "../../core/fixture.ts";

const before = endpointOf({ minReplica: 0, maxReplica: 2, updatedAt: at("10:00") });
const asleep: Endpoint = { ...before, state: "scaledToZero", readyReplica: 0, targetReplica: 0 };
const step = { endpoint: before.name, createdAt: before.createdAt, method: "sleep" } as Step;
const planned: Step = { ...step, minReplica: null, maxReplica: null, before };

/** What the next list tells of a sleep that was sent at noon, where this is read after the write, and still stands. */
async function toldAfter(after: Endpoint) {
	const reads = [before, after];
	const pass = {
		deadline: at("12:01"),
		reading: readingOf(),
		groups: [],
		overrides: [],
		deps: {
			clock: { now: () => at("12:00") },
			fleet: { getEndpoint: async () => reads.shift() ?? after },
			writer: { mode: "enforce", scaleToZero: async () => "written" as const },
		},
	} as unknown as GuardPass;
	const carried = await carryOutStep(pass, planned, undefined);
	const written = writtenBy(planned, at("12:00"));
	const intended = heldOf({ method: "sleep", status: "intended", written });
	const held = heldAfterStep(intended, carried, {
		previous: undefined,
		record: undefined,
		now: at("12:00"),
		limits,
	});
	if (held === null) throw new Error("nothing is held");
	const record = recordOf({ scaling: before.scaling });
	const times = { listedAt: at("12:02"), now: at("12:02") };
	const { event } = verifyHeld({ held, endpoint: after, record, ...times, limits });
	return [carried.outcome.kind, event];
}

test("what nobody changed after a sleep is seen at once", async () => {
	expect(await toldAfter({ ...asleep, updatedAt: at("12:00") })).toEqual(["applied", null]);
});

test("a scaling that a person set between a sleep and the guard's next read of it is seen as theirs", async () => {
	const scaling = { ...asleep.scaling, maxReplica: 6 };
	const changed = { ...asleep, scaling, updatedAt: at("12:00") + 1 };
	expect(await toldAfter(changed)).toEqual(["unconfirmed", "superseded"]);
});
