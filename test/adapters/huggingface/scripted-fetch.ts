/** One call as the scripted account saw it. */
export type SeenCall = {
	readonly method: string;
	readonly url: URL;
	readonly headers: Headers;
	readonly body: unknown;
};

export type ScriptedAnswer = Response | Error | "silent" | ((call: SeenCall) => Response);

/** An in-memory `fetch` that gives the answers in order, the last one for ever. */
export function scriptedFetch(...script: readonly ScriptedAnswer[]) {
	const calls: SeenCall[] = [];
	const scripted: typeof fetch = async (input, init) => {
		const call = {
			method: init?.method ?? "GET",
			url: new URL(input instanceof Request ? input.url : input),
			headers: new Headers(init?.headers),
			body: typeof init?.body === "string" ? JSON.parse(init.body) : undefined,
		};
		calls.push(call);
		const answer = script[Math.min(calls.length, script.length) - 1];
		if (answer === "silent") return aborted(init?.signal);
		if (answer instanceof Error) throw answer;
		if (answer instanceof Response) return answer.clone();
		if (!answer) throw new Error("The script is empty.");
		return answer(call);
	};
	return { calls, fetch: scripted };
}

export function json(
	body: unknown,
	status = 200,
	headers: Readonly<Record<string, string>> = {},
): Response {
	return new Response(JSON.stringify(body), { status, headers });
}

function aborted(signal: AbortSignal | null | undefined): Promise<Response> {
	return new Promise((_, reject) => {
		signal?.addEventListener("abort", () => reject(new DOMException("Aborted", "AbortError")));
	});
}
