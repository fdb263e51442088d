import * as z from "zod";

/** What is read of an event of an HTTP API with payload format 2.0. */
export const httpRequest = z
	.object({
		version: z.literal("2.0"),
		rawPath: z.string(),
		rawQueryString: z.string().default(""),
		cookies: z.array(z.string()).default([]),
		/** Names in lower case; of a repeated header, the values with commas between. */
		headers: z.record(z.string(), z.string()).default({}),
		requestContext: z.object({ http: z.object({ method: z.string() }) }),
		body: z.string().default(""),
		isBase64Encoded: z.boolean().default(false),
	})
	.transform((event) => ({
		method: event.requestContext.http.method,
		path: event.rawPath,
		query: new URLSearchParams(event.rawQueryString),
		cookies: event.cookies,
		headers: event.headers,
		/** As they came over the wire. */
		rawBody: Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8"),
	}));

export type HttpRequest = z.output<typeof httpRequest>;
