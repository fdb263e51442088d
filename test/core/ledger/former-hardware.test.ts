import { describe, expect, test } from "vitest";
import { bookTruth, emptyHour } from "../../../shared/core/ledger/book.ts";
import {
	formerAfter,
	learnVersions,
	priceOfReplica,
	stillBilled,
} from "../../../shared/core/ledger/former-hardware.ts";
import { chargeOf, lotsOf } from "../../../shared/core/ledger/lots.ts";
import type { FormerHardware } from "../../../shared/domain/ledger.ts";
import { at, endpointOf, exactly, knownPrice, postureOf } from "../fixture.ts";

const old = knownPrice(1);
const fresh = knownPrice(10);
const hour = { from: at("10:00"), to: at("11:00") };
const large = { ...endpointOf().hardware, instanceType: "nvidia-h200" };
const running = (replicaId: string, from: string, to: string) => ({
	replicaId,
	stage: "running",
	from: at(from),
	to: at(to),
});

function formerOf(parts: Partial<FormerHardware> = {}): FormerHardware {
	return { until: at("10:20"), price: old, versions: [], ...parts };
}

describe("a rolling update to other hardware", () => {
	test("bills each version at the price of its own hardware while both run", () => {
		const ranges = [running("v1-a", "10:00", "10:30"), running("v2-b", "10:20", "11:00")];
		const formerly = learnVersions([formerOf()], ranges);
		const read = { window: hour, ranges, price: fresh, formerly };
		const item = bookTruth(emptyHour("chat", 0, hour.from), read);
		expect(chargeOf(lotsOf(item, hour))).toEqual(exactly(0.5 + 10 * (40 / 60)));
	});

	test("goes on doing so in reads that begin after the edit, when both seem to begin at once", () => {
		const learnt = learnVersions([formerOf()], [running("v1-a", "10:10", "10:25")]);
		const later = [running("v1-a", "10:25", "10:40"), running("v2-b", "10:25", "10:40")];
		const formerly = learnVersions(learnt, later);
		const prices = later.map(({ replicaId }) => priceOfReplica(replicaId, fresh, formerly).point);
		expect(prices).toEqual([old.point, fresh.point]);
	});

	test("knows a replica that the old version starts late by its version", () => {
		const ranges = [running("v1-a", "10:00", "10:30"), running("v1-late", "10:22", "10:30")];
		const [former] = learnVersions([formerOf()], ranges);
		expect(former?.versions).toEqual(["v1"]);
	});

	test("takes a version that begins in the very step of the resolution for the new one", () => {
		const edited = formerOf({ until: at("10:20:30") });
		const minutes = [running("v1-a", "10:00", "10:25"), running("v2-b", "10:20", "10:25")];
		expect(learnVersions([edited], minutes)[0]?.versions).toEqual(["v1"]);
	});

	test("is dated by the endpoint where that lies between the lists, else by the list", () => {
		const seen = { seenUntil: at("10:19"), now: at("10:21") };
		const edited = (updatedAt: string) =>
			formerAfter(
				postureOf({ price: old }),
				endpointOf({ hardware: large, updatedAt: at(updatedAt) }),
				seen,
			);
		expect(edited("10:20")).toEqual([formerOf()]);
		expect(edited("09:00")).toEqual([formerOf({ until: at("10:21") })]);
		expect(formerAfter(postureOf(), endpointOf(), seen)).toEqual([]);
	});

	test("is forgotten once the last old replica lies before everything that is read again", () => {
		const former = formerOf({ versions: ["v1"] });
		const ranges = [running("v1-a", "10:00", "10:30"), running("v2-b", "10:20", "11:00")];
		expect(stillBilled([former], ranges, at("10:29"))).toEqual([former]);
		expect(stillBilled([former], ranges, at("10:30"))).toEqual([]);
	});
});
