import type { SimulatedRequest, SimulatedResponse } from "./route.ts";

type RememberedAnswer = { at: number; response: SimulatedResponse };

export type ListHistory = {
	remember(request: SimulatedRequest, response: SimulatedResponse, now: number): void;
	answerBefore(request: SimulatedRequest, instantMs: number): SimulatedResponse | null;
};

const keptMs = 3_600_000;

/** The list answers of the last hour, by path and query, from which stale lists are served. */
export function createListHistory(): ListHistory {
	const answers = new Map<string, RememberedAnswer[]>();
	return {
		remember: (request, response, now) => {
			if (!isEndpointList(request) || response.status !== 200) return;
			const earlier = answers.get(keyOf(request)) ?? [];
			const kept = earlier.filter(({ at }) => at >= now - keptMs);
			answers.set(keyOf(request), [...kept, { at: now, response: structuredClone(response) }]);
		},
		answerBefore: (request, instantMs) => {
			const earlier = answers.get(keyOf(request)) ?? [];
			const found = earlier.findLast(({ at }) => at <= instantMs) ?? earlier[0];
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
