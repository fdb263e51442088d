import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, expect, test } from "vitest";
import { createClients } from "../../../shared/adapters/dynamodb/clients.ts";
import { localClient } from "../../local-aws/aws-client.ts";

const idleMs = 100;
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
	await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** Asks twice with a pause between; tells over how many connections. */
async function connectionsOver(pauseMs: number): Promise<number> {
	let connections = 0;
	const server = createServer((_request, response) => response.end('{"TableNames":[]}'));
	server.on("connection", () => {
		connections += 1;
	});
	await new Promise<void>((resolve) => {
		server.listen(0, "127.0.0.1", resolve);
	});
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("The server has no port.");
	const clients = createClients(localClient(`http://127.0.0.1:${address.port}`), idleMs);
	stops.push(
		async () => clients.destroy(),
		() => new Promise((resolve) => server.close(resolve)),
	);
	await clients.retrying.send(new ListTablesCommand({}));
	await sleep(pauseMs);
	await clients.oneAttempt.send(new ListTablesCommand({}));
	return connections;
}

test("both clients share a connection while it is in use", async () => {
	expect(await connectionsOver(0)).toBe(1);
});

test("a connection that was idle for too long carries no further call", async () => {
	expect(await connectionsOver(5 * idleMs)).toBe(2);
});
