import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";

const start = Date.UTC(2026, 10, 22);

describe("order", () => {
	test("a sleep ends exactly when it is due and not a millisecond later", async () => {
		const clock = new VirtualClock(start);
		const woken: number[] = [];
		void clock.sleep(90_000).then(() => woken.push(clock.now() - start));
		void clock.sleep(60_000).then(() => woken.push(clock.now() - start));
		await clock.run();
		expect(woken).toEqual([60_000, 90_000]);
	});

	test("sleeps that are due together end in the order in which they began", async () => {
		const clock = new VirtualClock(start);
		const woken: string[] = [];
		for (const name of ["a", "b", "c", "d", "e"]) {
			void clock.sleep(1_000).then(() => woken.push(name));
		}
		await clock.run();
		expect(woken.join("")).toBe("abcde");
	});

	test("each timer's consequences are settled before the next timer of the same instant", async () => {
		const clock = new VirtualClock(start);
		const said: string[] = [];
		const work = async (name: string) => {
			await clock.sleep(1_000);
			said.push(`${name} woke`);
			await Promise.resolve();
			await new Promise(setImmediate);
			said.push(`${name} done`);
		};
		await clock.run(Promise.all([work("a"), work("b")]));
		expect(said).toEqual(["a woke", "a done", "b woke", "b done"]);
	});

	property.prop([fc.array(fc.nat(20), { maxLength: 40 })])(
		"timers end by due time, then by registration, whatever the delays",
		async (delays) => {
			const clock = new VirtualClock(start);
			const woken: number[] = [];
			delays.forEach((delay, index) => {
				void clock.sleep(delay).then(() => woken.push(index));
			});
			await clock.run();
			const expected = delays
				.map((delay, index) => ({ delay, index }))
				.sort((one, other) => one.delay - other.delay || one.index - other.index);
			expect(woken).toEqual(expected.map(({ index }) => index));
		},
	);

	test("the same program runs in the same order every time", async () => {
		const program = async () => {
			const clock = new VirtualClock(start);
			const said: string[] = [];
			const worker = async (name: string, stepMs: number) => {
				for (let step = 0; step < 20; step += 1) {
					await clock.sleep(stepMs);
					const release = clock.hold();
					await new Promise(setImmediate);
					said.push(`${name}${step}@${clock.now() - start}`);
					release();
				}
			};
			await clock.run(Promise.all([worker("a", 30), worker("b", 20), worker("c", 30)]));
			return said.join(" ");
		};
		expect(await program()).toBe(await program());
	});
});

describe("holds", () => {
	test("time stands still while a hold is open", async () => {
		const clock = new VirtualClock(start);
		const release = clock.hold();
		let woken = false;
		void clock.sleep(1).then(() => {
			woken = true;
		});
		const run = clock.run();
		for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
		expect([woken, clock.now()]).toEqual([false, start]);
		release();
		await run;
		expect([woken, clock.now()]).toEqual([true, start + 1]);
	});

	test("releasing a hold twice does not release somebody else's", async () => {
		const clock = new VirtualClock(start);
		const releaseFirst = clock.hold();
		const releaseSecond = clock.hold();
		releaseFirst();
		releaseFirst();
		void clock.sleep(1);
		const run = clock.run();
		for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
		expect(clock.now()).toBe(start);
		releaseSecond();
		await run;
		expect(clock.now()).toBe(start + 1);
	});

	test("a sleep of the server lets time pass under the client's hold, and no further", async () => {
		const clock = new VirtualClock(start);
		const release = clock.hold();
		const seen: number[] = [];
		void clock.sleep(5_000).then(() => seen.push(clock.now() - start));
		const answer = clock.requestFace.sleep(2_000).then(async () => {
			for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
			seen.push(clock.now() - start);
			release();
		});
		await clock.run(answer);
		expect(seen).toEqual([2_000]);
		await clock.run();
		expect(seen).toEqual([2_000, 5_000]);
	});

	test("a server that serves somebody outside cannot stop time for ever", async () => {
		const clock = new VirtualClock(start);
		await clock.run(clock.requestFace.sleep(2_000));
		expect(clock.now()).toBe(start + 2_000);
	});
});

describe("abort", () => {
	test("an aborted sleep ends at once, without error and without moving time", async () => {
		const clock = new VirtualClock(start);
		const controller = new AbortController();
		const sleep = clock.sleep(1_000, controller.signal);
		controller.abort();
		await sleep;
		await clock.run();
		expect(clock.now()).toBe(start);
	});

	test("a sleep under a signal that is already aborted does not begin", async () => {
		const clock = new VirtualClock(start);
		await clock.sleep(1_000, AbortSignal.abort());
		await clock.requestFace.sleep(1_000, AbortSignal.abort());
		expect(clock.now()).toBe(start);
	});

	test("a server that stops sleeping because its client left gives the hold back", async () => {
		const clock = new VirtualClock(start);
		const controller = new AbortController();
		const release = clock.hold();
		const silent = clock.requestFace.sleep(Number.POSITIVE_INFINITY, controller.signal);
		const timeout = clock.sleep(10_000).then(() => {
			release();
			controller.abort();
		});
		await clock.run(Promise.all([silent, timeout]));
		expect(clock.now()).toBe(start + 10_000);
		void clock.sleep(1);
		await clock.run();
		expect(clock.now()).toBe(start + 10_001);
	});
});

describe("run", () => {
	test("running to an instant fires what is due by then and ends exactly there", async () => {
		const clock = new VirtualClock(start);
		const woken: number[] = [];
		for (const ms of [10, 20, 21]) void clock.sleep(ms).then(() => woken.push(ms));
		await clock.run(start + 20);
		expect([woken, clock.now()]).toEqual([[10, 20], start + 20]);
		await clock.run(start + 500);
		expect([woken, clock.now()]).toEqual([[10, 20, 21], start + 500]);
	});

	test("time never runs backwards", async () => {
		const clock = new VirtualClock(start);
		await clock.run(start - 5_000);
		expect(clock.now()).toBe(start);
	});

	test("a failure of the awaited work is passed on", async () => {
		const clock = new VirtualClock(start);
		const work = clock.sleep(1).then(() => {
			throw new Error("broken");
		});
		await expect(clock.run(work)).rejects.toThrow("broken");
	});

	test("stop ends a run that would otherwise go on for ever", async () => {
		const clock = new VirtualClock(start);
		let passes = 0;
		const loop = async () => {
			for (;;) {
				await clock.sleep(60_000);
				passes += 1;
				if (passes === 3) clock.stop();
			}
		};
		void loop();
		await clock.run();
		expect([passes, clock.now()]).toEqual([3, start + 180_000]);
	});

	test("two runs at once are refused, since each would move time for the other", async () => {
		const clock = new VirtualClock(start);
		const release = clock.hold();
		const first = clock.run();
		await expect(clock.run()).rejects.toThrow("already being run");
		release();
		await first;
	});

	test("a day of minutes takes well under a second of real time", async () => {
		const clock = new VirtualClock(start);
		const day = async () => {
			for (let minute = 0; minute < 1_440; minute += 1) await clock.sleep(60_000);
		};
		const before = performance.now();
		await clock.run(day());
		expect(clock.now()).toBe(start + 86_400_000);
		expect(performance.now() - before).toBeLessThan(1_000);
	});
});

describe("pace", () => {
	test("virtual time runs at most at the given speed", async () => {
		const clock = new VirtualClock(start, { speed: 1_000 });
		const before = performance.now();
		await clock.run(start + 60_000);
		expect(performance.now() - before).toBeGreaterThanOrEqual(58);
		expect(clock.now()).toBe(start + 60_000);
	});

	test("work that comes while waiting is done first and shortens nothing", async () => {
		const clock = new VirtualClock(start, { speed: 1_000 });
		const woken: number[] = [];
		const sleep = (ms: number) => clock.sleep(ms).then(() => woken.push(clock.now() - start));
		void sleep(80_000);
		setTimeout(() => void sleep(10_000), 10);
		await clock.run();
		expect(woken).toEqual([10_000, 80_000]);
	});

	test("a speed that is not above 0 is refused", () => {
		expect(() => new VirtualClock(start, { speed: 0 })).toThrow("above 0");
		expect(() => new VirtualClock(start, { speed: Number.NaN })).toThrow("above 0");
	});
});
