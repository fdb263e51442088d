import type { VirtualClock } from "./virtual-clock.ts";

export type TrackedFetchOptions = {
	readonly fetch?: typeof fetch;
	/** Longest body in bytes; a longer one fails the call. */
	readonly bodyLimitBytes?: number;
};

const defaultBodyLimitBytes = 16_000_000;

/** Statuses for which a Response must not be given a body, not even an empty one. */
const bodilessStatuses: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

/**
 * A `fetch` that keeps a hold on the virtual clock until the whole body has arrived or the call has
 * failed. The body is read here and handed on from memory, so that a caller who drops a response
 * cannot stop time for ever. Not for bodies without an end (event streams).
 */
export function trackedFetch(
	clock: Pick<VirtualClock, "hold">,
	options: TrackedFetchOptions = {},
): typeof fetch {
	const send = options.fetch ?? fetch;
	const limitBytes = options.bodyLimitBytes ?? defaultBodyLimitBytes;
	return async (input, init) => {
		const release = clock.hold();
		try {
			return await buffered(await send(input, init), limitBytes);
		} finally {
			release();
		}
	};
}

async function buffered(response: Response, limitBytes: number): Promise<Response> {
	const bytes = await readAll(response, limitBytes);
	const { status, statusText, headers, url } = response;
	const body = bodilessStatuses.has(status) ? null : bytes;
	const copy = new Response(body, { status, statusText, headers });
	return Object.defineProperty(copy, "url", { value: url });
}

async function readAll(response: Response, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of response.body ?? []) {
		length += chunk.byteLength;
		if (length > limitBytes) throw new Error(`The body is longer than ${limitBytes} bytes.`);
		chunks.push(chunk);
	}
	return new Uint8Array(Buffer.concat(chunks, length));
}
