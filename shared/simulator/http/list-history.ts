import type { SimulatedRequest, SimulatedResponse } from "./route.ts";

type RememberedAnswer = { at: number; response: SimulatedResponse };

export type ListHistory = {
	remember(request: SimulatedRequest, response: SimulatedResponse, now: number): void;
	/** The newest answer that is old enough, else the oldest there is; null without any. */
	staleAnswer(request: SimulatedRequest, now: number): SimulatedResponse | null;
};

/**
 * List answers by path and query, from which stale lists are served. Of those older than `staleMs`
 * only the newest is kept. Bodies are not copied: every answer of the account is made anew.
 */
export function createListHistory(staleMs: number): ListHistory {
	const answers = new Map<string, RememberedAnswer[]>();
	return {
		remember: (request, response, now) => {
			if (!isEndpointList(request) || response.status !== 200) return;
			const earlier = answers.get(keyOf(request)) ?? [];
			const newestStale = earlier.findLastIndex(({ at }) => at <= now - staleMs);
			const kept = earlier.slice(Math.max(0, newestStale));
			answers.set(keyOf(request), [...kept, { at: now, response }]);
		},
		staleAnswer: (request, now) => {
			const earlier = answers.get(keyOf(request)) ?? [];
			const found = earlier.findLast(({ at }) => at <= now - staleMs) ?? earlier[0];
			return found?.response ?? null;
		},
	};
}

/** Whether a request asks for the list of endpoints. */
export function isEndpointList(request: SimulatedRequest): boolean {
	return request.method === "GET" && /^\/v2\/endpoint\/[^/]+$/.test(request.path);
}

function keyOf(request: SimulatedRequest): string {
	return `${request.path}?${request.query}`;
}
