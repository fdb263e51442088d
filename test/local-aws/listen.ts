import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export type Listening = { readonly endpoint: string; readonly stop: () => Promise<void> };

/** An HTTP server on a loopback port of its own. Stopping it cuts what is still open. */
export async function listen(
	answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
	const server = createServer((request, response) => {
		answer(request, response).catch((error: unknown) => response.destroy(Error(String(error))));
	});
	await new Promise<void>((resolve) => {
		server.listen(0, "127.0.0.1", resolve);
	});
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("The server has no port.");
	return {
		endpoint: `http://127.0.0.1:${address.port}`,
		stop: async () => {
			const closed = new Promise((resolve) => {
				server.close(resolve);
			});
			server.closeAllConnections();
			await closed;
		},
	};
}
