/** A request as the simulated account sees it, after routing and authentication. */
export type SimulatedRequest = {
	method: string;
	path: string;
	params: Record<string, string>;
	query: URLSearchParams;
	headers: Record<string, string>;
	body: unknown;
	rawBody: string;
	actor: { user: string; role: "read" | "write"; kind: "guard" | "person" } | null;
};

/** An answer of the simulated account; a string body is sent as it stands, others as JSON. */
export type SimulatedResponse = {
	status: number;
	headers?: Record<string, string>;
	body: unknown;
};

/** One route: `pattern` like `/v2/endpoint/{namespace}/{name}/pause`; public ones need no token. */
export type Route = {
	method: "GET" | "POST" | "PUT" | "DELETE";
	pattern: string;
	public?: boolean;
	answer: (request: SimulatedRequest) => SimulatedResponse;
};
