import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** DynamoDB answers in milliseconds; a pass must not wait a minute for a lost connection. */
const connectionTimeoutMs = 1_000;
const requestTimeoutMs = 2_000;
const attempts = 3;
/**
 * A function is frozen between two passes, a minute apart; by then the other side may have closed a
 * connection, and a conditional put that is sent into it must not be repeated.
 */
const idleConnectionMs = 10_000;
const mostConnections = 50;

export type Clients = {
	/** For reads and for writes that may be repeated. */
	readonly retrying: DynamoDBDocumentClient;
	/**
	 * For conditional puts. Were one repeated after an answer that got lost, its condition would fail
	 * on its own effect, and a write that happened would be reported as a conflict.
	 */
	readonly oneAttempt: DynamoDBDocumentClient;
	readonly destroy: () => void;
};

/** Both clients share their connections, and use none that was idle for `idleMs`. */
export function createClients(config: DynamoDBClientConfig, idleMs = idleConnectionMs): Clients {
	const agent = { keepAlive: true, maxSockets: mostConnections, timeout: idleMs };
	const retrying = new DynamoDBClient({
		maxAttempts: attempts,
		requestHandler: {
			connectionTimeout: connectionTimeoutMs,
			requestTimeout: requestTimeoutMs,
			throwOnRequestTimeout: true,
			httpAgent: agent,
			httpsAgent: agent,
		},
		...config,
	});
	const { requestHandler } = retrying.config;
	const oneAttempt = new DynamoDBClient({ ...config, requestHandler, maxAttempts: 1 });
	return {
		retrying: DynamoDBDocumentClient.from(retrying),
		oneAttempt: DynamoDBDocumentClient.from(oneAttempt),
		destroy: () => retrying.destroy(),
	};
}
