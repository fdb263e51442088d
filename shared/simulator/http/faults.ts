import { faultEffects } from "./fault-effects.ts";
import type { FaultKind } from "./fault-kind.ts";
import { hashFraction } from "./hash.ts";
import { createListHistory } from "./list-history.ts";
import type { FaultOutcome } from "./outcome.ts";
import type { SimulatedRequest, SimulatedResponse } from "./route.ts";

/** Which requests a fault may hit; everything left out means "any". */
export type FaultFilter = {
	method?: string;
	pathIncludes?: string;
	actor?: "guard" | "person";
};

/** A fault by chance: `rate` is the share of matching requests from 0 to 1, within [from, to). */
export type FaultRule = FaultFilter & {
	kind: FaultKind;
	rate: number;
	from?: number;
	to?: number;
};

export type FaultSettings = {
	rules?: readonly FaultRule[];
	retryAfterSeconds?: number;
	staleSeconds?: number;
};

/** A fault that was shown, for tests that count them. */
export type FiredFault = { kind: FaultKind; at: number; method: string; path: string };

export type Fault = {
	kind: FaultKind;
	apply: (
		request: SimulatedRequest,
		answerTo: (request: SimulatedRequest) => SimulatedResponse,
	) => FaultOutcome;
};

export type Faults = {
	/** Shows the fault to the next `times` (default 1) requests that match and can show it. */
	next(kind: FaultKind, filter?: FaultFilter & { times?: number }): void;
	/** Replaces the rules by which faults happen by chance. */
	setRules(rules: readonly FaultRule[]): void;
	/** Forgets rules and scripted faults. */
	clear(): void;
	readonly fired: readonly FiredFault[];
	choose(request: SimulatedRequest, now: number): Fault | null;
	remember(request: SimulatedRequest, response: SimulatedResponse, now: number): void;
};

type ScriptedFault = FaultFilter & { kind: FaultKind; times: number };

const defaultRetryAfterSeconds = 30;
const defaultStaleSeconds = 120;

/**
 * The faults of one simulated account. Scripted faults come first, then the rules in their order;
 * chance is a hash of seed, kind, request and time, so a run repeats exactly.
 */
export function createFaults(seed: number, settings: FaultSettings = {}): Faults {
	let rules = settings.rules ?? [];
	let script: ScriptedFault[] = [];
	const fired: FiredFault[] = [];
	const staleMs = (settings.staleSeconds ?? defaultStaleSeconds) * 1000;
	const history = createListHistory(staleMs);
	const choose = (request: SimulatedRequest, now: number): Fault | null => {
		const kind = takeScripted(script, request) ?? drawn(rules, request, { seed, now });
		if (!kind) return null;
		fired.push({ kind, at: now, method: request.method, path: request.path });
		return {
			kind,
			apply: (asked, answerTo) =>
				faultEffects[kind].apply({
					request: asked,
					answerTo,
					chance: (name) => hashFraction(seed, kind, name, now),
					retryAfterSeconds: settings.retryAfterSeconds ?? defaultRetryAfterSeconds,
					earlierAnswer: () => history.staleAnswer(asked, now),
				}),
		};
	};
	return {
		next: (kind, filter = {}) => void script.push({ times: 1, ...filter, kind }),
		setRules: (wanted) => {
			rules = wanted;
		},
		clear: () => {
			rules = [];
			script = [];
		},
		fired,
		choose,
		remember: (request, response, now) => history.remember(request, response, now),
	};
}

function takeScripted(script: ScriptedFault[], request: SimulatedRequest): FaultKind | null {
	const entry = script.find(
		(candidate) => candidate.times > 0 && canShow(candidate.kind, candidate, request),
	);
	if (!entry) return null;
	entry.times -= 1;
	return entry.kind;
}

function drawn(
	rules: readonly FaultRule[],
	request: SimulatedRequest,
	{ seed, now }: { seed: number; now: number },
): FaultKind | null {
	const rule = rules.find((candidate) => {
		if (now < (candidate.from ?? now) || now >= (candidate.to ?? now + 1)) return false;
		if (!canShow(candidate.kind, candidate, request)) return false;
		const { method, path, query, rawBody } = request;
		const target = `${path}?${query}`;
		const chance = hashFraction(seed, candidate.kind, method, target, rawBody, now);
		return chance < candidate.rate;
	});
	return rule?.kind ?? null;
}

function canShow(kind: FaultKind, filter: FaultFilter, request: SimulatedRequest): boolean {
	if (filter.method !== undefined && filter.method !== request.method) return false;
	if (filter.pathIncludes !== undefined && !request.path.includes(filter.pathIncludes))
		return false;
	if (filter.actor !== undefined && filter.actor !== request.actor?.kind) return false;
	return faultEffects[kind].canShow(request);
}
