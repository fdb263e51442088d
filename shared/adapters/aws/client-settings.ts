/** One answer takes tens of milliseconds; a channel that hangs must not use up a function's time. */
const connectionTimeoutMs = 1_000;
const requestTimeoutMs = 3_000;

/** Settings of each SDK client here. Region, endpoint and credentials are left to the SDK's defaults. */
export function clientSettings(maxAttempts: number) {
	return {
		maxAttempts,
		requestHandler: {
			connectionTimeout: connectionTimeoutMs,
			requestTimeout: requestTimeoutMs,
			throwOnRequestTimeout: true,
		},
	};
}
