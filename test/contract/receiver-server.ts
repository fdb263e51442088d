import type { ServerResponse } from "node:http";
import { listen } from "../local-aws/listen.ts";
import { readBody } from "../local-aws/read-body.ts";

/** `cut` ends the connection without an answer, `hang` keeps it open without one. */
export type Answer =
	| { readonly status: number; readonly headers: Record<string, string>; readonly body: string }
	| "cut"
	| "hang";

export type ReceiverServer = {
	readonly endpoint: string;
	/** Since the last call of `answer`. */
	readonly requests: { readonly path: string; readonly body: string }[];
	/** From now on each request is answered so. */
	answer(answer: Answer): void;
	/** Ends the connections that hang. */
	cutOpen(): void;
	stop(): Promise<void>;
};

/** The other side of a receiver, which answers as it is told. */
export async function startReceiverServer(): Promise<ReceiverServer> {
	const requests: { path: string; body: string }[] = [];
	const open = new Set<ServerResponse>();
	let current: Answer = { status: 200, headers: {}, body: "" };
	const { endpoint, stop } = await listen(async (request, response) => {
		requests.push({ path: request.url ?? "", body: await readBody(request) });
		if (current === "hang") open.add(response);
		else if (current === "cut") response.destroy();
		else response.writeHead(current.status, current.headers).end(current.body);
	});
	return {
		endpoint,
		requests,
		answer: (next) => {
			current = next;
			requests.length = 0;
		},
		cutOpen: () => {
			for (const response of open) response.destroy();
			open.clear();
		},
		stop,
	};
}
