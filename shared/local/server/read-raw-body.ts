import type { IncomingMessage } from "node:http";

/** The advice of Standard Webhooks 1.0.0: payloads stay below 20 KB. */
export const bodyBytesMax = 20 * 1_024;

/** The bytes as they came; null where there are more than `most`. */
export async function readRawBody(
	message: IncomingMessage,
	most = bodyBytesMax,
): Promise<Uint8Array | null> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	let isTooLong = Number(message.headers["content-length"] ?? 0) > most;
	// What is too long is read to its end and dropped, so that the sender gets to read the answer.
	for await (const chunk of message) {
		const part = chunk as Buffer;
		bytes += part.length;
		isTooLong ||= bytes > most;
		if (!isTooLong) chunks.push(part);
		if (bytes > drainBytesMax) break;
	}
	return isTooLong ? null : Buffer.concat(chunks);
}

const drainBytesMax = 1_000_000;
