import fc from "fast-check";
import { expect, test } from "vitest";
import { bookPass } from "../../../shared/core/ledger/book-pass.ts";
import { chargeOf, lotsOf, mergeLots } from "../../../shared/core/ledger/lots.ts";
import { observe } from "../../../shared/core/ledger/observe.ts";
import type { Endpoint, StageRange } from "../../../shared/domain/endpoint.ts";
import { hourMs, minuteMs, secondMs } from "../../../shared/domain/instant.ts";
import type { Cursor, HourItem, Posture } from "../../../shared/domain/ledger.ts";
import { type Bounds, chargeMicroUsd } from "../../../shared/domain/money.ts";
import { cursorOf, endpointOf, knownPrice, midnight } from "../fixture.ts";

/** One minute of a made-up life: replicas in it, and what the meter gets to see at its end. */
type Minute = { replicas: number; list: "good" | "failed" | "crash"; truth: boolean };

type Meter = { cursor: Cursor | null; postures: readonly Posture[]; items: readonly HourItem[] };

const micro = 1_000_000;
const scaling = { minReplica: 1, maxReplica: 4 };
const minute: fc.Arbitrary<Minute> = fc.record({
	replicas: fc.integer({ min: scaling.minReplica, max: scaling.maxReplica }),
	list: fc.constantFrom("good", "good", "good", "failed", "crash"),
	truth: fc.boolean(),
});
/**
 * Runs of equal minutes, so that quiet times, changes and gaps all happen. Counts change at most once between
 * two lists that are not a gap apart, as the table of sources takes for granted; in a gap they do as they like.
 */
const life = fc
	.array(fc.tuple(minute, fc.integer({ min: 1, max: 7 })), { minLength: 1, maxLength: 14 })
	.map((runs) => {
		const minutes: Minute[] = [];
		for (const [each, times] of runs) {
			const unseenShortly = each.list !== "good" && times < 4;
			const replicas = unseenShortly ? (minutes.at(-1)?.replicas ?? 1) : each.replicas;
			for (let time = 0; time < times; time++) minutes.push({ ...each, replicas });
		}
		const closing: Minute = { ...last(minutes), list: "good", truth: false };
		return [...minutes, closing];
	});

test("through gaps, changes and passes that died half-way, the spend that was true lies between lo and hi", () => {
	fc.assert(
		fc.property(life, (minutes) => {
			const meter = run(minutes, (each) => each.truth);
			const { lo, point, hi } = spentOf(meter);
			const spent = trueSpend(minutes, now(minutes.length));
			expect(lo).toBeLessThanOrEqual(spent);
			expect(spent).toBeLessThanOrEqual(hi);
			expect(lo <= point && point <= hi).toBe(true);
		}),
	);
});

test("one read of the whole time at the end makes lo, point and hi the spend that was true", () => {
	fc.assert(
		fc.property(life, (minutes) => {
			const meter = run(minutes, () => false);
			const window = { from: midnight, to: now(minutes.length) };
			const answer = { posture: postureOf(meter), window, ranges: stagesOf(minutes) };
			const items = bookPass(meter.items, [], [answer]);
			const spent = trueSpend(minutes, window.to);
			const want = { lo: spent, point: spent, hi: spent };
			expect(spentOf({ ...meter, items, postures: [] })).toEqual(want);
		}),
	);
});

test("a pass that died half-way and is repeated leaves the ledger that it would have left", () => {
	fc.assert(
		fc.property(life, (minutes) => {
			const smooth = minutes.map((each) => ({
				...each,
				list: each.list === "crash" ? ("failed" as const) : each.list,
			}));
			const never = () => false;
			expect(spentOf(run(minutes, never))).toEqual(spentOf(run(smooth, never)));
		}),
	);
});

function run(minutes: readonly Minute[], reads: (minute: Minute, index: number) => boolean): Meter {
	const start: Meter = { cursor: null, postures: [], items: [] };
	return minutes.reduce((meter, each, index) => {
		if (each.list === "failed") return meter;
		return pass(meter, { minutes, index, reads: reads(each, index) });
	}, start);
}

/** What a pass of metering does, without its table: observe, ask, book, settle. */
function pass(
	meter: Meter,
	{ minutes, index, reads }: { minutes: readonly Minute[]; index: number; reads: boolean },
): Meter {
	const at = now(index + 1);
	const endpoint = endpointAt(minutes[index]);
	const observations = observe({
		inventory: { at, complete: true, endpoints: [endpoint] },
		priceOf: () => knownPrice(1),
		cursor: meter.cursor,
		postures: meter.postures,
		periodFrom: midnight,
		settings: { longestSampleMs: 180 * secondMs, confirmMs: 300 * secondMs },
	});
	const open = observations[0]?.posture ?? postureOf(meter);
	const window = { from: Math.max(midnight, open.truthUntil - 10 * minuteMs), to: at };
	const answers = reads ? [{ posture: open, window, ranges: stagesOf(minutes) }] : [];
	const items = bookPass(meter.items, observations, answers);
	if (minutes[index]?.list === "crash") return { ...meter, items, cursor: unfinished(meter) };
	const posture = reads ? { ...open, since: at, truthUntil: at } : open;
	return { items, postures: [posture], cursor: cursorOf({ observedUntil: at }) };
}

function unfinished({ cursor }: Meter): Cursor {
	return { ...(cursor ?? cursorOf({ observedUntil: midnight })), unfinished: true };
}

function spentOf({ items, postures, cursor }: Meter): Bounds {
	const day = { from: midnight, to: midnight + 24 * hourMs };
	const open = postures.map(({ since, price, ...posture }) => {
		const ms = Math.max(0, (cursor?.observedUntil ?? since) - since);
		const { replicasLo, replicasPoint, replicasHi } = posture;
		return { price, lo: ms * replicasLo, point: ms * replicasPoint, hi: ms * replicasHi };
	});
	return chargeOf(mergeLots([...items.flatMap((item) => lotsOf(item, day)), ...open]));
}

function trueSpend(minutes: readonly Minute[], until: number): number {
	const seen = minutes.slice(0, (until - midnight) / minuteMs);
	const replicaMs = seen.reduce((sum, { replicas }) => sum + replicas * minuteMs, 0);
	return chargeMicroUsd(replicaMs, micro);
}

function stagesOf(minutes: readonly Minute[]): StageRange[] {
	return minutes.flatMap(({ replicas }, index) =>
		Array.from({ length: replicas }, (_, replica) => ({
			replicaId: `r${replica}`,
			stage: "running",
			from: now(index),
			to: now(index + 1),
		})),
	);
}

/** The list of a minute's end shows the replicas of that minute; nothing else of the endpoint changes. */
function endpointAt(minute: Minute | undefined): Endpoint {
	const replicas = minute?.replicas ?? 0;
	return endpointOf({ ...scaling, readyReplica: replicas, targetReplica: replicas });
}

function postureOf({ postures }: Meter): Posture {
	const [posture] = postures;
	if (posture === undefined) throw new Error("nothing is known yet");
	return posture;
}

function last(minutes: readonly Minute[]): Minute {
	return minutes.at(-1) ?? { replicas: 1, list: "good", truth: false };
}

function now(index: number): number {
	return midnight + index * minuteMs;
}
