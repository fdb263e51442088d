import { expect, test } from "vitest";
import { constant } from "../../shared/simulator/traffic/traffic.ts";
import { coldStartMs, definition, hourMs, minuteMs, start, worldWith } from "./fixture.ts";

const fromStart =
	(rate: number, until = Number.POSITIVE_INFINITY) =>
	(instant: number) =>
		instant >= start && instant < start + until ? rate : 0;
const sleepy = { minReplica: 0, maxReplica: 2, scaleToZeroTimeout: 15, measure: null };

function scaleEvents({ account }: ReturnType<typeof worldWith>) {
	return account.truth
		.journal()
		.filter((entry) => entry.kind === "scaled")
		.map(({ at, before, after }) => ({
			at,
			by: (after?.targetReplica ?? 0) - (before?.targetReplica ?? 0),
		}));
}

test("replicas are added one at a time, at most one a minute, up to the maximum", () => {
	const world = worldWith([definition({ traffic: fromStart(50) })], {
		averagesOverStarting: false,
	});
	world.wait(hourMs);
	const events = scaleEvents(world);
	expect(events.map(({ by }) => by)).toEqual([1, 1, 1]);
	const gaps = events.slice(1).map(({ at }, index) => at - (events[index]?.at ?? 0));
	expect(gaps.every((gap) => gap >= minuteMs)).toBe(true);
	expect(world.account.find("chat")).toMatchObject({ targetReplica: 4, readyReplica: 4 });
});

test("below 80 % of the hardware nothing is added, above it one replica is", () => {
	const calm = worldWith([definition({ traffic: fromStart(1.55) })]);
	calm.wait(hourMs);
	expect(scaleEvents(calm)).toEqual([]);
	const busy = worldWith([definition({ traffic: fromStart(1.7) })]);
	busy.wait(hourMs);
	expect(scaleEvents(busy).map(({ by }) => by)).toEqual([1]);
});

test("the signal of pending requests adds a replica above 1.5 waiting per replica", () => {
	const scaling = { ...definition().scaling, measure: { pendingRequests: null } };
	const calm = worldWith([definition({ scaling, traffic: fromStart(1.9) })]);
	calm.wait(hourMs);
	expect(scaleEvents(calm)).toEqual([]);
	const busy = worldWith([definition({ scaling, traffic: fromStart(2.2) })]);
	busy.wait(hourMs);
	expect(scaleEvents(busy)[0]?.by).toBe(1);
});

test("after a rush replicas go one by one, with at least 300 seconds between two", () => {
	const world = worldWith([definition({ traffic: fromStart(50, hourMs) })]);
	world.wait(3 * hourMs);
	const downs = scaleEvents(world).filter(({ by }) => by < 0);
	expect(downs.map(({ by }) => by)).toEqual([-1, -1, -1]);
	const gaps = downs.slice(1).map(({ at }, index) => at - (downs[index]?.at ?? 0));
	expect(gaps.every((gap) => gap >= 300_000)).toBe(true);
	expect(world.account.find("chat")?.targetReplica).toBe(1);
});

test("an endpoint without requests sleeps after its timeout, and only where its minimum is 0", () => {
	const endpoints = [definition({ scaling: sleepy }), definition({ name: "warm" })];
	const world = worldWith(endpoints, { historyMs: 0 });
	world.wait(14 * minuteMs);
	expect(world.account.find("chat")?.state).toBe("running");
	world.wait(3 * minuteMs);
	expect(world.account.find("chat")).toMatchObject({ state: "scaledToZero", targetReplica: 0 });
	world.wait(24 * hourMs);
	expect(world.account.find("warm")?.state).toBe("running");
});

test("a timeout beside a raised minimum puts nothing to sleep", () => {
	const world = worldWith([definition({ scaling: { ...sleepy, minReplica: 1 } })]);
	world.wait(24 * hourMs);
	expect(world.account.find("chat")?.state).toBe("running");
});

test("traffic wakes a sleeping endpoint, and each start is paid for", () => {
	const world = worldWith([definition({ scaling: sleepy, traffic: constant(1 / 2400) })]);
	world.wait(12 * hourMs);
	const wakes = world.account.truth
		.journal()
		.filter((entry) => entry.kind === "woken" && entry.at >= start);
	expect(wakes.length).toBeGreaterThanOrEqual(17);
	expect(wakes.length).toBeLessThanOrEqual(18);
	const startingMs = world.account.truth.replicaMilliseconds(start, world.now(), {
		stage: "initializing",
	});
	expect(startingMs).toBeGreaterThanOrEqual((wakes.length - 1) * 85_000);
	expect(coldStartMs).toBeGreaterThan(85_000);
});

test("every request is served, refused or still waiting; none is lost", () => {
	const world = worldWith([definition({ traffic: fromStart(7.3, 2 * hourMs) })]);
	world.wait(90 * minuteMs);
	world.account.pause("chat", "ann");
	world.wait(90 * minuteMs);
	const samples = world.account.loadSamples("chat", start - 2 * minuteMs, world.now());
	const total = (of: (sample: (typeof samples)[number]) => number) =>
		samples.reduce((sum, sample) => sum + of(sample), 0);
	const waiting = samples.at(-1)?.backlog ?? 0;
	const arrivals = total((sample) => sample.arrivals);
	expect(total(({ served, failed, rejected }) => served + failed + rejected)).toBe(
		arrivals - waiting,
	);
	expect(arrivals).toBeGreaterThan(7.2 * 2 * 3600);
	expect(total((sample) => sample.rejected)).toBeGreaterThan(7 * 1700);
});
