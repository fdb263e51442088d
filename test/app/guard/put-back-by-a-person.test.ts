import { describe, expect, test } from "vitest";
import { carryOutRestore } from "../../../shared/app/guard/carry-out-restore.ts";
import type { GuardPass } from "../../../shared/app/guard/pass.ts";
import { timelyWriter } from "../../../shared/app/guard/timely-writer.ts";
import { callOff } from "../../../shared/core/restore/call-off.ts";
import type { RestoreInput } from "../../../shared/core/restore/plan-restore.ts";
import type { Held } from "../../../shared/domain/control.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import type { FleetWriter } from "../../../shared/ports/fleet-writer.ts";
import {
	at,
	endpointOf,
	heldOf,
	overrideOf,
	pausedWrite,
	policyOf,
	readingOf,
	recordOf,
} from "../../core/fixture.ts";

const pausedByGuard = endpointOf({ state: "paused", maxReplica: 2, updatedAt: at("11:00:01") });

/** "too late": still paused, in an answer after which the time of the pass is over. */
type Shown = Endpoint | "no answer" | "too late";

/** One try at noon on an account that shows these in turn, and the last of them from then on. */
async function putBack(held: Held, ...shown: Shown[]) {
	let writes = 0;
	let time = at("12:00");
	const getEndpoint = async () => {
		const next = shown.length > 1 ? shown.shift() : shown[0];
		if (next === "no answer") throw new Error("502");
		if (next !== "too late") return next;
		time = at("12:01");
		return pausedByGuard;
	};
	const write = async () => {
		writes += 1;
		return "written" as const;
	};
	const clock = { now: () => time, sleep: async () => undefined };
	const writer = { updateScaling: write, resume: write } as unknown as FleetWriter;
	const pass = {
		now: at("12:00"),
		deadline: at("12:01"),
		deps: {
			clock,
			fleet: { getEndpoint },
			writer: timelyWriter(writer, clock, at("12:01")),
			policy: policyOf(),
		},
	} as unknown as GuardPass;
	const returned = await carryOutRestore(pass, {
		held,
		record: recordOf(),
		reason: "new-period",
	});
	return { ...returned, writes };
}

describe("just what was before the guard, where a person set it while the guard puts it back", () => {
	const written = { ...pausedWrite, maxReplica: 2 };
	const held = heldOf({ method: "pause", written });
	const tried = (statusSince: number) => heldOf({ ...held, status: "restoring", statusSince });
	const paused = pausedByGuard;
	const set = endpointOf({ updatedAt: at("12:00") });

	test.each([
		["in the first try", held],
		["when no call of an earlier try can be late any more", tried(at("11:56"))],
	])("between its resume and its next read, is theirs %s", async (_, entry) => {
		expect(await putBack(entry, paused, set)).toMatchObject({
			writes: 1,
			event: "superseded",
			next: { status: "superseded" },
		});
	});

	test("may be the guard's own where an earlier try has only just ended", async () => {
		expect(await putBack(tried(at("11:57")), paused, set)).toMatchObject({ event: "restored" });
	});

	test("is nobody's where the resume itself leaves it so", async () => {
		const asBefore = { ...paused, scaling: set.scaling };
		expect(await putBack(held, asBefore, set)).toMatchObject({ writes: 2, event: "restored" });
	});

	test("is theirs before the first call to put it back", async () => {
		expect(await putBack(held, set)).toMatchObject({ writes: 0, event: "superseded" });
		expect(await putBack(heldOf(), set)).toMatchObject({ writes: 0, event: "superseded" });
	});

	test("is back where the account had it so all along, or the guard was at it already", async () => {
		const before = endpointOf({ updatedAt: at("10:00") });
		expect(await putBack(heldOf(), before)).toMatchObject({ writes: 0, event: "restored" });
		expect(await putBack(tried(at("11:50")), set)).toMatchObject({ writes: 0, event: "restored" });
	});
});

describe("a try to put back that ended before a call was made", () => {
	const written = { ...pausedWrite, maxReplica: 2 };
	const held = heldOf({ method: "pause", written });
	const resumed = endpointOf({ minReplica: 1, maxReplica: 1, updatedAt: at("11:59:59") });
	const asBefore = endpointOf({ updatedAt: at("11:59:59") });

	test.each<[string, Shown, number]>([
		["its read was not answered", "no answer", 1],
		["the time of its pass was over", "too late", 0],
	])("leaves to a person what they set, where %s", async (_, shown, attempts) => {
		const { next, writes } = await putBack(held, shown);
		expect(writes).toBe(0);
		expect(next).toMatchObject({ status: "applied", statusSince: held.statusSince, attempts });
		for (const theirs of [resumed, asBefore]) {
			const again = await putBack(next ?? held, theirs);
			expect(again).toMatchObject({ writes: 0, next: { status: "superseded" } });
		}
	});

	test("is tried again after its wait, and tells a person after the last", async () => {
		const { next, event } = await putBack(heldOf({ ...held, attempts: 3 }), "no answer");
		expect(next).toMatchObject({ attempts: 4, nextAttemptAt: at("12:40"), lastError: "502" });
		expect(event).toBe("failed");
	});

	test("does not give up what an earlier try has resumed", async () => {
		const begun = heldOf({ ...held, status: "restoring" });
		const { next } = await putBack(begun, "no answer");
		expect(next).toMatchObject({ status: "restoring" });
		expect(await putBack(next ?? begun, resumed, asBefore)).toMatchObject({ event: "restored" });
	});
});

test("an order to stop does not call off what was tried a minute before and failed, only once no call can be late", async () => {
	const held = heldOf({ method: "pause", written: pausedWrite });
	const paused = endpointOf({ state: "paused", updatedAt: at("11:00:01") });
	const { next } = await putBack(held, paused, "no answer");
	const calledOff = (now: number) => {
		const input = { policy: policyOf(), overrides: [overrideOf({ kind: "stop-now" })], now };
		const seen = { records: [recordOf()], endpoints: [paused], reading: readingOf({ at: now }) };
		const rest = { held: [], tier: "shutdown", usualRestMicroUsd: null } as const;
		const whole: RestoreInput = { ...input, ...seen, ...rest };
		return callOff(next ?? held, whole).next?.status;
	};
	expect(calledOff(at("12:01"))).toBe("restoring");
	expect(calledOff(at("12:04"))).toBe("applied");
});
