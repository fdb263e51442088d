import type { Context } from "aws-lambda";
import type { PutEntry } from "../local-aws/aws-server.ts";

/** What a rule with a schedule sends. */
export const scheduled = {
	version: "0",
	id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
	"detail-type": "Scheduled Event",
	source: "aws.events",
	account: "123456789012",
	time: "2026-11-22T10:00:00Z",
	region: "eu-central-1",
	resources: ["arn:aws:events:eu-central-1:123456789012:rule/example"],
	detail: {},
};

/** What the bus makes of an entry of PutEvents. */
export function delivered({ Source, DetailType, Detail }: PutEntry) {
	return {
		...scheduled,
		source: Source,
		"detail-type": DetailType,
		resources: [],
		detail: JSON.parse(Detail) as Record<string, unknown>,
	};
}

export type HttpParts = {
	readonly method?: string;
	readonly path: string;
	readonly query?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly cookies?: readonly string[];
	readonly body?: string;
	readonly isBase64Encoded?: boolean;
};

/** A request as an HTTP API hands it over, payload format 2.0. */
export function httpEvent({ method = "GET", path, query = "", ...rest }: HttpParts) {
	return {
		version: "2.0",
		routeKey: `${method} ${path}`,
		rawPath: path,
		rawQueryString: query,
		requestContext: { http: { method, path, sourceIp: "192.0.2.1" }, stage: "$default" },
		isBase64Encoded: false,
		...rest,
	};
}

export const context = {
	awsRequestId: "8f5c1f0e-0000-4000-8000-000000000000",
	functionName: "example",
	getRemainingTimeInMillis: () => 30_000,
} as unknown as Context;
