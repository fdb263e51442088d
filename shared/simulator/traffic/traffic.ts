/** Requests per second that arrive at an instant (milliseconds UTC); pure, never negative. */
export type Traffic = (instantMs: number) => number;

/** The same number of requests per second at every instant. */
export function constant(requestsPerSecond: number): Traffic {
	return () => requestsPerSecond;
}

/** The traffic of several sources together. */
export function sum(...sources: readonly Traffic[]): Traffic {
	return (instantMs) => sources.reduce((total, source) => total + source(instantMs), 0);
}

/** The traffic of one source times a factor. */
export function scaled(source: Traffic, factor: number): Traffic {
	return (instantMs) => source(instantMs) * factor;
}
