import type { SimulatorClock } from "../clock.ts";
import { actorOf, refusalOf } from "./access.ts";
import { errorResponse } from "./error-response.ts";
import type { Fault } from "./faults.ts";
import { hashFraction, hashHex } from "./hash.ts";
import { type CompiledRoute, matchRoute } from "./match-route.ts";
import type { Outcome } from "./outcome.ts";
import type { SimulatedRequest, SimulatedResponse } from "./route.ts";
import type { ServerSettings } from "./server-settings.ts";

/** A request with its body read, before routing; `target` is path and query as sent. */
export type ReceivedRequest = Omit<SimulatedRequest, "params" | "actor"> & { target: string };

export type HandlingContext = {
	routes: readonly CompiledRoute[];
	settings: ServerSettings;
	signal: AbortSignal;
	clock: SimulatorClock;
};

/**
 * Answers one request: half of its latency, then the effect, then the other half. Id, latency and
 * faults follow from seed, request and time, never from the order in which requests arrive.
 */
export async function handleRequest(
	received: ReceivedRequest,
	context: HandlingContext,
): Promise<Outcome> {
	const { settings, signal } = context;
	const arrivedAt = context.clock.now();
	const identity = [received.method, received.target, received.rawBody, arrivedAt] as const;
	const halfLatencyMs = latencyOf(settings, identity) / 2;
	await pauseFor(halfLatencyMs, context);
	if (signal.aborted) return { kind: "gone" };
	const outcome = await effectOf(received, arrivedAt, context);
	await pauseFor(halfLatencyMs, context);
	if (signal.aborted) return { kind: "gone" };
	return withRequestId(outcome, hashHex(settings.seed, "request", ...identity));
}

type Identity = readonly (string | number)[];

function latencyOf({ seed, latency }: ServerSettings, identity: Identity): number {
	if (!latency) return 0;
	const share = hashFraction(seed, "latency", ...identity);
	return Math.round(latency.minMs + share * (latency.maxMs - latency.minMs));
}

async function pauseFor(ms: number, context: HandlingContext): Promise<void> {
	if (ms > 0) await context.clock.sleep(ms, context.signal);
}

async function effectOf(
	received: ReceivedRequest,
	arrivedAt: number,
	context: HandlingContext,
): Promise<Outcome> {
	const { settings } = context;
	const actor = actorOf(received.headers, settings.tokens);
	const request: SimulatedRequest = { ...received, params: {}, actor };
	const answerTo = (asked: SimulatedRequest) => answerOf(asked, context);
	const fault = settings.faults?.choose(request, arrivedAt);
	if (fault) return withFault(fault, request, { ...context, answerTo });
	const response = answerTo(request);
	settings.faults?.remember(request, response, arrivedAt);
	return { kind: "answer", response };
}

type FaultContext = HandlingContext & {
	answerTo: (request: SimulatedRequest) => SimulatedResponse;
};

async function withFault(
	fault: Fault,
	request: SimulatedRequest,
	context: FaultContext,
): Promise<Outcome> {
	const outcome = fault.apply(request, context.answerTo);
	if (outcome.kind !== "silent") return outcome;
	await heldUntilGone(context);
	return { kind: "gone" };
}

/** An endless sleep lets a virtual clock see that only the caller's own timeout can end this. */
async function heldUntilGone({ clock, signal }: HandlingContext): Promise<void> {
	await clock.sleep(Number.POSITIVE_INFINITY, signal);
	await aborted(signal);
}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener("abort", () => resolve(), { once: true });
	});
}

function answerOf(request: SimulatedRequest, context: HandlingContext): SimulatedResponse {
	const match = matchRoute(context.routes, request.method, request.path);
	if (match.found === "nothing") return errorResponse(404, "Not Found");
	if (match.found === "otherMethod") {
		return errorResponse(405, "Method Not Allowed", { allow: match.allowed.join(", ") });
	}
	const routed = { ...request, params: match.params };
	const refusal = refusalOf(match.route, routed, context.settings.namespaces);
	return refusal ?? match.route.answer(routed);
}

function withRequestId(outcome: Outcome, requestId: string): Outcome {
	if (outcome.kind !== "answer") return outcome;
	const headers = { "x-request-id": requestId, ...outcome.response.headers };
	return { kind: "answer", response: { ...outcome.response, headers } };
}
