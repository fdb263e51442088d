import { describe, expect, test } from "vitest";
import { reachOf } from "../../../shared/core/ledger/reach-of.ts";
import type { StageRange } from "../../../shared/domain/endpoint.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import type { Posture } from "../../../shared/domain/ledger.ts";
import { at, postureOf } from "../fixture.ts";

const window = { from: at("10:00"), to: at("10:15") };

function range(to: string, stage = "running"): StageRange {
	return { replicaId: "r1", stage, from: at("09:00"), to: at(to) };
}

/** Ranges were read up to 10:14; the list of 10:15 shows no replica any more. */
function stopped(parts: Partial<Posture> = {}): Posture {
	return postureOf({
		since: at("10:15"),
		truthUntil: at("10:14"),
		replicasLo: 0,
		replicasPoint: 0,
		replicasHi: 0,
		confirmAt: at("10:15") + 5 * minuteMs,
		...parts,
	});
}

describe("a read reaches to its end", () => {
	test("where a ready replica is shown up to it", () => {
		expect(reachOf(postureOf(), window, [range("10:15")])).toEqual(window);
	});

	test("where nothing is ready, and the last replica ended before what was read already", () => {
		const idle = stopped({ since: at("10:05"), truthUntil: at("10:14") });
		expect(reachOf(idle, window, [range("10:04")])).toEqual(window);
		expect(reachOf(idle, window, [])).toEqual(window);
	});

	test("where a second read shows the same last end", () => {
		const [first, second] = [window, { from: window.from, to: at("10:16") }];
		const once = reachOf(stopped(), first, [range("10:14:40")]);
		const posture = stopped({ truthUntil: once.to });
		expect(once.to).toBe(at("10:14:40"));
		expect(reachOf(posture, second, [range("10:14:40")])).toEqual(second);
	});

	test("where the last replica says that it has stopped", () => {
		const ranges = [range("10:13"), { ...range("10:14:59", "stopped"), from: at("10:13") }];
		expect(reachOf(stopped({ truthUntil: at("10:13") }), window, ranges)).toEqual(window);
	});
});

describe("a read reaches to its last range only", () => {
	test("where a replica is ready: what comes after is late, not empty", () => {
		expect(reachOf(postureOf(), window, [range("10:12")]).to).toBe(at("10:12"));
		expect(reachOf(postureOf(), window, []).to).toBe(window.from);
	});

	test("where the replica is not ready any more and its end is new: it may be late as well", () => {
		expect(reachOf(stopped(), window, [range("10:14:30")]).to).toBe(at("10:14:30"));
	});

	test("where ranges end before the time up to which a replica was read, until the confirming read", () => {
		expect(reachOf(stopped(), window, [range("10:13:30")]).to).toBe(at("10:13:30"));
		const later = { from: window.from, to: at("10:20") };
		expect(reachOf(stopped(), later, [range("10:13:30")])).toEqual(later);
	});
});
