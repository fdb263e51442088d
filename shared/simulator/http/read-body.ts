import type { IncomingMessage } from "node:http";

export type ReadBody =
	| { outcome: "read"; rawBody: string; body: unknown }
	| { outcome: "tooLarge" }
	| { outcome: "notJson" };

/** Reads the body of a request up to a limit; an empty body reads as null. */
export async function readBody(message: IncomingMessage, limitBytes: number): Promise<ReadBody> {
	const chunks: Buffer[] = [];
	let sizeBytes = 0;
	for await (const chunk of message) {
		const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
		sizeBytes += bytes.byteLength;
		if (sizeBytes <= limitBytes) chunks.push(bytes);
	}
	if (sizeBytes > limitBytes) return { outcome: "tooLarge" };
	const rawBody = Buffer.concat(chunks).toString("utf8");
	if (rawBody.trim() === "") return { outcome: "read", rawBody, body: null };
	try {
		return { outcome: "read", rawBody, body: JSON.parse(rawBody) };
	} catch {
		return { outcome: "notJson" };
	}
}
