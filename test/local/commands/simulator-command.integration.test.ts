import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { simulatorCommand } from "../../../shared/local/commands/simulator-command.ts";

test("a simulator whose port is taken says so, with the way to a free one", async () => {
	const taken = createServer();
	await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
	const { port } = taken.address() as AddressInfo;
	const refused = await simulatorCommand()
		.parseAsync(["--port", String(port)], { from: "user" })
		.catch((error: unknown) => error);
	taken.close();
	expect(refused).toMatchObject({
		message: `port ${port} is in use by another program`,
		hint: "guardrail simulator --port 0 takes a free one",
	});
});
