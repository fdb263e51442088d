import { describe, expect, test } from "vitest";
import { carryOutRestore } from "../../../shared/app/guard/carry-out-restore.ts";
import { carryOutStep } from "../../../shared/app/guard/carry-out-step.ts";
import { heldAfterStep } from "../../../shared/app/guard/held-entries.ts";
import type { GuardPass } from "../../../shared/app/guard/pass.ts";
import { verifyHeld } from "../../../shared/core/verify/verify-held.ts";
import type { Held } from "../../../shared/domain/control.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import type { Step } from "../../../shared/domain/plan.ts";
import {
	at,
	endpointOf,
	heldOf,
	limits,
	policyOf,
	readingOf,
	recordOf,
} from "../../core/fixture.ts";

const asMade = endpointOf({ updatedAt: at("10:00") });
const capped = endpointOf({ maxReplica: 2, updatedAt: at("12:00:01") });
const step: Step = {
	endpoint: asMade.name,
	createdAt: asMade.createdAt,
	method: "cap",
	tier: "trim",
	criticality: "standard",
	minReplica: capped.scaling.minReplica,
	maxReplica: 2,
	replicasBefore: 4,
	replicasAfter: 2,
	savesMicroUsdPerHour: 0,
	savesByPeriodEnd: { lo: 0, point: 0 },
	disruption: 0,
	before: asMade,
};
const intended = heldOf({
	status: "intended",
	written: {
		paused: false,
		minReplica: capped.scaling.minReplica,
		maxReplica: 2,
		at: at("12:00"),
		updatedAt: null,
		updatedAtBefore: asMade.updatedAt,
	},
});

/** The account shows these in turn. */
function passOf(now: number, shown: Endpoint[]): GuardPass {
	return {
		now,
		deadline: now + 40_000,
		reading: readingOf(),
		groups: [],
		overrides: [],
		deps: {
			clock: { now: () => now },
			fleet: { getEndpoint: async () => shown.shift() ?? null },
			writer: { mode: "enforce", updateScaling: async () => "written" },
			policy: policyOf(),
		},
	} as unknown as GuardPass;
}

/** A cap of noon, after an earlier try of it or none, put back at 12:02. */
async function cappedAndPutBack(previous?: Held): Promise<Held> {
	const carried = await carryOutStep(passOf(at("12:00"), [asMade, capped]), step, previous);
	const tried = { previous, record: recordOf(), now: at("12:00"), limits };
	const held = heldAfterStep(intended, carried, tried);
	if (held?.status !== "applied") throw new Error("it was not capped");
	const back = endpointOf({ updatedAt: at("12:02") });
	const { next } = await carryOutRestore(passOf(at("12:02"), [capped, back]), {
		held,
		record: recordOf(),
		reason: "new-period",
	});
	if (next?.status !== "restored") throw new Error("it was not put back");
	return next;
}

describe("a person who sets what was just put back to what the guard's cap had been", () => {
	const theirs = endpointOf({ maxReplica: 2, updatedAt: at("12:03") });
	const look = (held: Held) => {
		const now = at("12:03:30");
		return verifyHeld({ held, endpoint: theirs, record: recordOf(), listedAt: now, now, limits });
	};

	test("is left alone where the cap's only call was answered", async () => {
		const held = await cappedAndPutBack();
		expect(look(held)).toEqual({ next: held, event: null });
	});

	test("is not told from an earlier call of it without an answer, which is put back once more", async () => {
		expect(look(await cappedAndPutBack(intended))).toMatchObject({ event: "undone" });
	});
});
