/**
 * Loaded into a function's process before anything else (`NODE_OPTIONS=--import`): `Date` and timers
 * follow the time that the test keeps in a file, and the process says when it only waits for that
 * time. `fetch` and the AWS SDK stay what they are; their calls are only counted. What Node itself
 * does with timers (connections that are kept open) stays in real time.
 */
import { subscribe } from "node:diagnostics_channel";
import { openSync, readSync } from "node:fs";
import type { ClientRequest } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import nodeTimers from "node:timers";
import { trackedFetch } from "../../../shared/adapters/clock/tracked-fetch.ts";
import { childVariables, environmentHeader, type Parked } from "./child-messages.ts";
import { VirtualTimers } from "./virtual-timers.ts";

/** Turns of the event loop without any change before the process counts as waiting. */
const quietTurns = 3;

const state = {
	invocations: 0,
	wakes: 0,
	sent: 0,
	done: 0,
	otherCalls: 0,
	turns: 0,
	turning: false,
};

const timeFile = openSync(variable(childVariables.timeFile), "r");
const timeBytes = Buffer.alloc(8);
const timers = new VirtualTimers(now, stir);

replaceDate();
replaceTimers();
replaceFetch();
countOtherCalls();
process.on("message", () => {
	state.wakes += 1;
	stir();
});
process.on("disconnect", () => process.exit(0));

/** The bootstrap says so before it calls the handler. */
export function invocationBegins(): void {
	state.invocations += 1;
	stir();
}

function now(): number {
	readSync(timeFile, timeBytes, 0, 8, 0);
	return timeBytes.readDoubleLE(0);
}

function variable(name: string): string {
	const value = process.env[name];
	if (value === undefined) throw new Error(`${name} is not set.`);
	return value;
}

function replaceDate(): void {
	const RealDate = Date;
	globalThis.Date = new Proxy(RealDate, {
		construct: (target, args: unknown[], newTarget) =>
			Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
		apply: () => new RealDate(now()).toString(),
		get: (target, key) => (key === "now" ? now : (Reflect.get(target, key) as unknown)),
	});
}

/** Both ways to the functions are replaced: the global names and the module's. */
function replaceTimers(): void {
	const real = { set: globalThis.setTimeout, clear: globalThis.clearTimeout };
	const set = (callback: () => void, delayMs = 0, ...args: unknown[]) =>
		isNodeItself() ? real.set(callback, delayMs, ...args) : timers.set(callback, delayMs, args);
	const clear = (timeout?: NodeJS.Timeout) => {
		if (!timers.clear(timeout)) real.clear(timeout);
	};
	const replaced = { setTimeout: set, clearTimeout: clear };
	Object.assign(globalThis, replaced);
	Object.assign(nodeTimers, replaced);
	syncBuiltinESMExports();
}

/** Whether the caller of `setTimeout` is a part of Node. */
function isNodeItself(): boolean {
	const limit = Error.stackTraceLimit;
	Error.stackTraceLimit = 3;
	const caller = new Error("where").stack?.split("\n")[3] ?? "";
	Error.stackTraceLimit = limit;
	return caller.includes("node:internal/");
}

function replaceFetch(): void {
	const accountHost = variable(childVariables.accountHost);
	const environmentId = variable(childVariables.environmentId);
	const real = globalThis.fetch;
	const toAccount = trackedFetch({ hold: holdForAccount }, { fetch: real });
	const elsewhere = trackedFetch({ hold: holdForOther }, { fetch: real });
	globalThis.fetch = (input, init) => {
		const { host } = new URL(input instanceof Request ? input.url : input);
		if (host !== accountHost) return elsewhere(input, init);
		const headers = new Headers(init?.headers);
		headers.set(environmentHeader, environmentId);
		return toAccount(input, { ...init, headers });
	};
}

function holdForAccount(): () => void {
	state.sent += 1;
	stir();
	return () => {
		state.done += 1;
		stir();
	};
}

function holdForOther(): () => void {
	state.otherCalls += 1;
	return () => {
		state.otherCalls -= 1;
		stir();
	};
}

/** The AWS SDK calls through node:http; so does the bootstrap, whose long poll is not counted. */
function countOtherCalls(): void {
	const runtimeApi = variable("AWS_LAMBDA_RUNTIME_API");
	subscribe("http.client.request.start", (message) => {
		const { request } = message as { request: ClientRequest };
		if (request.getHeader("host") === runtimeApi) return;
		request.once("close", holdForOther());
	});
}

/** Something changed: look again in the next turns of the event loop. */
function stir(): void {
	state.turns = 0;
	if (state.turning) return;
	state.turning = true;
	setImmediate(turn);
}

function turn(): void {
	timers.fireDue();
	if (state.otherCalls > 0) {
		// The end of each such call stirs again.
		state.turning = false;
		return;
	}
	state.turns = isReadingFiles() ? 0 : state.turns + 1;
	if (state.turns < quietTurns) {
		setImmediate(turn);
		return;
	}
	state.turning = false;
	const { invocations, wakes, sent, done } = state;
	const nextDueAt = timers.nextDueAt();
	process.send?.({ kind: "parked", invocations, wakes, sent, done, nextDueAt } satisfies Parked);
}

/** Work of Node's thread pool that no other count sees: the SDK looks for configuration files. */
function isReadingFiles(): boolean {
	return process.getActiveResourcesInfo().some((name) => /^(FSReq|GetAddrInfo|Zlib)/.test(name));
}
