/** Settings of an SDK client that talks to a server of this machine; any credentials do there. */
export function localClient(endpoint: string) {
	return {
		endpoint,
		region: "eu-central-1",
		credentials: { accessKeyId: "local", secretAccessKey: "local-secret" },
	};
}
