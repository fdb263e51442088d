import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { trackedFetch } from "../../../shared/adapters/clock/tracked-fetch.ts";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";

const start = Date.UTC(2026, 10, 22);
const servers: Server[] = [];

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function serve(listener: Listener): Promise<string> {
	const server = createServer((request, response) => void listener(request, response));
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

test("time never moves while a real request is in flight", async () => {
	const clock = new VirtualClock(start);
	const seen: number[] = [];
	const url = await serve(async (_, response) => {
		await new Promise((resolve) => setTimeout(resolve, 30));
		seen.push(clock.now() - start);
		response.end("x".repeat(300_000));
	});
	let ticks = 0;
	const ticking = async () => {
		for (; ticks < 1_000; ticks += 1) await clock.sleep(1);
	};
	void ticking();
	const work = async () => {
		for (let call = 0; call < 3; call += 1) {
			const before = clock.now();
			await (await trackedFetch(clock)(url)).text();
			expect(clock.now()).toBe(before);
			await clock.sleep(10);
		}
	};
	await clock.run(work());
	expect(seen).toEqual([0, 10, 20]);
	expect(ticks).toBeGreaterThan(15);
});

test("two virtual seconds of server latency cost next to no real time", async () => {
	const clock = new VirtualClock(start);
	const url = await serve(async (_, response) => {
		await clock.requestFace.sleep(2_000);
		response.end("late");
	});
	const before = performance.now();
	const work = async () => (await trackedFetch(clock)(url)).text();
	const answer = work();
	await clock.run(answer);
	expect(await answer).toBe("late");
	expect(clock.now()).toBe(start + 2_000);
	expect(performance.now() - before).toBeLessThan(1_000);
});

test("a server that never answers runs into the client's virtual timeout, and time goes on", async () => {
	const clock = new VirtualClock(start);
	let left = 0;
	const url = await serve(async (_, response) => {
		const gone = new AbortController();
		response.on("close", () => gone.abort());
		await clock.requestFace.sleep(Number.POSITIVE_INFINITY, gone.signal);
		left += 1;
	});
	const work = async () => {
		const timeout = new AbortController();
		void clock.sleep(10_000).then(() => timeout.abort());
		await expect(trackedFetch(clock)(url, { signal: timeout.signal })).rejects.toThrow();
		await clock.sleep(5);
	};
	await clock.run(work());
	expect([clock.now() - start, left]).toEqual([10_005, 1]);
});

test("requests at the same time with different latencies are answered in virtual order, every time", async () => {
	const order = async () => {
		const clock = new VirtualClock(start);
		const url = await serve(async (request, response) => {
			await clock.requestFace.sleep(Number(request.url?.slice(1)));
			response.end(request.url);
		});
		const answers: string[] = [];
		const call = async (ms: number) => {
			answers.push(await (await trackedFetch(clock)(`${url}/${ms}`)).text());
		};
		await clock.run(Promise.all([700, 300, 900, 100, 500].map(call)));
		return answers.join();
	};
	expect(await order()).toBe("/100,/300,/500,/700,/900");
	expect(await order()).toBe("/100,/300,/500,/700,/900");
});
