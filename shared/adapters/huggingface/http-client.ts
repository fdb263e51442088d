import type { Instant } from "../../domain/instant.ts";
import { minuteMs, secondMs } from "../../domain/instant.ts";
import type { Clock } from "../../ports/clock.ts";
import { defaultAddresses } from "./addresses.ts";
import { CallBudget, type CallBudgetSettings, type CallEffect } from "./call-budget.ts";
import { CallSlots } from "./call-slots.ts";
import { type Answer, exchange, type OutgoingCall } from "./exchange.ts";
import { HuggingFaceError } from "./hugging-face-error.ts";
import { readAnswer, refuseBadStatus } from "./read-answer.ts";
import { isExhausted, retryAfterMs } from "./retry-after.ts";

export type HttpClientSettings = {
	/** The vendor documents no limit for this API; its other limits suggest caution. */
	readonly callsInFlight: number;
	readonly callTimeoutMs: number;
	/** A pass, or a call outside of one, gives up after this, retries and waiting included. */
	readonly passDeadlineMs: number;
	readonly bodyLimitBytes: number;
	/** Waiting before the second, third … try of a read; its length bounds the retries. */
	readonly retryDelaysMs: readonly number[];
	/** A longer wait asked for by the vendor is cut to this, so that one bad header cannot blind us. */
	readonly longestBlockMs: number;
};

export const defaultHttpClientSettings: HttpClientSettings = {
	callsInFlight: 4,
	callTimeoutMs: 10 * secondMs,
	passDeadlineMs: 25 * secondMs,
	bodyLimitBytes: 2_000_000,
	retryDelaysMs: [500, 1_000, 2_000],
	longestBlockMs: 5 * minuteMs,
};

const keptForWrites = 1 / 12;
const keptForReads = 5 / 12;

/**
 * A twelfth of the calls is kept for acting, five more for metering; watch takes what is left. Of 600 calls
 * in 5 minutes 550 can read: 10 pages and 100 questions a minute, so that 1,000 endpoints whose stage ranges are
 * all owed are read in 10 passes.
 */
export function callBudgetOf(callsPerFiveMinutes: number): CallBudgetSettings {
	return {
		calls: callsPerFiveMinutes,
		windowMs: 5 * minuteMs,
		reservedForWrites: Math.floor(callsPerFiveMinutes * keptForWrites),
		reservedForReads: Math.floor(callsPerFiveMinutes * keptForReads),
	};
}

export const defaultCallBudget = callBudgetOf(600);

/**
 * Watch where it shares no memory with the meter: a third of the account's calls. The meter asks at most two
 * thirds in a quiet window (ten pages a minute at 1,000 endpoints, and the questions whose turn it is).
 */
export const watchCallBudget = { calls: 200, windowMs: 5 * minuteMs, reservedForWrites: 0 };

export type HttpClientOptions = {
	readonly fetch: typeof fetch;
	readonly clock: Clock;
	/** null: only public routes can be read. */
	readonly token: string | null;
	readonly endpointsUrl?: string;
	readonly settings?: Partial<HttpClientSettings>;
	/** Shared by all clients of one account; an own one otherwise. */
	readonly callBudget?: CallBudget;
	/** `spare`: its reads take only what the other users of the budget leave. */
	readonly readsAs?: Exclude<CallEffect, "write">;
};

export type HttpRequest = {
	readonly method: "GET" | "POST" | "PUT";
	/** Encoded; `pathOf` builds one. */
	readonly path: string;
	readonly query?: Readonly<Record<string, string>>;
	readonly body?: unknown;
	/** Public routes are asked without the token. */
	readonly isPublic?: boolean;
};

/** Calls to one base address. Everything rejects with a `HuggingFaceError`. */
export type HttpClient = {
	/** The parsed body. Tried again while that can help, until the deadline. */
	read(request: HttpRequest): Promise<unknown>;
	/** Tried again only when the vendor answered that it did nothing (429). */
	write(request: HttpRequest): Promise<void>;
	/** The same client with one deadline for everything asked through it; an earlier one stays. */
	forPass(): HttpClient;
};

/** Path of segments, each encoded, so that no name can reach another route. */
export function pathOf(...segments: readonly string[]): string {
	return segments.map((segment) => `/${encodedSegment(segment)}`).join("");
}

/** Dots alone lead upwards in a path, encoded or not, and nothing at all leads to the list. */
function encodedSegment(segment: string): string {
	if (/^\.{0,2}$/.test(segment)) throw new Error(`"${segment}" cannot be a name in a path.`);
	return encodeURIComponent(segment);
}

export function createHttpClient(options: HttpClientOptions): HttpClient {
	const settings = { ...defaultHttpClientSettings, ...options.settings };
	refuseUnusableToken(options.token);
	return clientOf({
		...options,
		endpointsUrl: options.endpointsUrl ?? defaultAddresses.endpointsUrl,
		settings,
		callBudget: options.callBudget ?? new CallBudget(defaultCallBudget),
		readsAs: options.readsAs ?? "read",
		slots: new CallSlots(settings.callsInFlight),
		block: { until: Number.NEGATIVE_INFINITY },
		passDeadline: null,
	});
}

type Context = Required<Omit<HttpClientOptions, "settings">> & {
	readonly settings: HttpClientSettings;
	readonly slots: CallSlots;
	/** Shared by all passes: the vendor asked us to be silent until then. */
	readonly block: { until: Instant };
	readonly passDeadline: Instant | null;
};

/** Node repeats a header value that it refuses in its error, so it must never see a bad one. */
function refuseUnusableToken(token: string | null): void {
	if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
		throw new Error("The Hugging Face token is empty or holds spaces or other odd characters.");
	}
}

function clientOf(context: Context): HttpClient {
	const { clock, settings } = context;
	const deadlineFromNow = () => clock.now() + settings.passDeadlineMs;
	const deadline = () => context.passDeadline ?? deadlineFromNow();
	return {
		read: (request) => persist({ request, effect: context.readsAs, deadline: deadline() }, context),
		write: async (request) => {
			await persist({ request, effect: "write", deadline: deadline() }, context);
		},
		forPass: () => clientOf({ ...context, passDeadline: deadline() }),
	};
}

type Task = {
	readonly request: HttpRequest;
	readonly effect: CallEffect;
	readonly deadline: Instant;
};

async function persist(task: Task, context: Context): Promise<unknown> {
	const { clock } = context;
	for (let attempt = 0; ; attempt += 1) {
		try {
			return await context.slots.run(() => attemptOnce(task, context));
		} catch (error) {
			if (!(error instanceof HuggingFaceError)) throw error;
			const waitMs = waitBeforeRetry(error, attempt, { task, context });
			if (waitMs === null || clock.now() + waitMs >= task.deadline) throw error;
			await clock.sleep(waitMs);
		}
	}
}

/** null: trying again would not help, or could do harm. */
function waitBeforeRetry(
	error: HuggingFaceError,
	attempt: number,
	{ task, context }: { task: Task; context: Context },
): number | null {
	const delayMs = context.settings.retryDelaysMs[attempt];
	if (delayMs === undefined || !error.retryable || error.code === "call-budget") return null;
	if (error.status !== tooManyRequests && task.effect === "write") return null;
	return Math.max(delayMs, error.retryAfterMs ?? 0);
}

const tooManyRequests = 429;

async function attemptOnce(task: Task, context: Context): Promise<unknown> {
	const call = outgoingCall(task.request, context);
	await waitForBlock(call, task, context);
	await waitForBudget(call, task, context);
	const { fetch, clock, settings } = context;
	const timeoutMs = Math.min(settings.callTimeoutMs, task.deadline - clock.now());
	if (timeoutMs <= 0) throw tooLate(call);
	const { bodyLimitBytes } = settings;
	const answer = await exchange(call, { fetch, clock, timeoutMs, bodyLimitBytes });
	noteBlock(answer, context);
	if (task.effect !== "write") return readAnswer(answer, call, clock.now());
	refuseBadStatus(answer, call, clock.now());
	return null;
}

function outgoingCall(request: HttpRequest, { endpointsUrl, token }: Context): OutgoingCall {
	const url = new URL(`${endpointsUrl.replace(/\/+$/, "")}${request.path}`);
	for (const [name, value] of Object.entries(request.query ?? {})) {
		url.searchParams.set(name, value);
	}
	const { method, body, isPublic } = request;
	return { method, url, body, token: isPublic ? null : token };
}

/** While the vendor asks for silence nothing is sent; what cannot wait that long fails at once. */
async function waitForBlock(call: OutgoingCall, task: Task, context: Context): Promise<void> {
	const { block, clock } = context;
	const waitMs = block.until - clock.now();
	if (waitMs <= 0) return;
	if (block.until < task.deadline) return clock.sleep(waitMs);
	throw new HuggingFaceError({
		...identityOf(call),
		code: "rate-limited",
		retryable: true,
		event: `was not sent, because the vendor asked for a pause of ${waitMs} ms more`,
		retryAfterMs: waitMs,
	});
}

async function waitForBudget(call: OutgoingCall, task: Task, context: Context): Promise<void> {
	const { callBudget, clock } = context;
	for (;;) {
		const waitMs = callBudget.take(task.effect, clock.now());
		if (waitMs <= 0) return;
		if (clock.now() + waitMs >= task.deadline) throw overBudget(call, waitMs);
		await clock.sleep(waitMs);
	}
}

function overBudget(call: OutgoingCall, waitMs: number): HuggingFaceError {
	const event = `was not sent, because the call budget is used up for ${waitMs} ms more`;
	const identity = identityOf(call);
	return new HuggingFaceError({ ...identity, code: "call-budget", retryable: true, event });
}

function tooLate(call: OutgoingCall): HuggingFaceError {
	const event = "was not sent, because the time for this pass is over";
	return new HuggingFaceError({ ...identityOf(call), code: "timeout", retryable: true, event });
}

function identityOf({ method, url }: OutgoingCall): { method: string; route: string } {
	return { method, route: url.pathname };
}

function noteBlock(answer: Answer, { block, clock, settings }: Context): void {
	if (answer.status !== tooManyRequests && !isExhausted(answer.headers)) return;
	const waitMs = retryAfterMs(answer.headers, clock.now()) ?? 0;
	const until = clock.now() + Math.min(waitMs, settings.longestBlockMs);
	block.until = Math.max(block.until, until);
}
