import { afterEach } from "vitest";
import { createAskFleetWriter } from "../../shared/adapters/dry-run/ask-fleet-writer.ts";
import { createObserveFleetWriter } from "../../shared/adapters/dry-run/observe-fleet-writer.ts";
import { createShadowFleetWriter } from "../../shared/adapters/dry-run/shadow-fleet-writer.ts";
import type { FleetWriter } from "../../shared/ports/fleet-writer.ts";
import {
	type ConnectedAccount,
	connectAccount,
} from "../adapters/huggingface/connected-account.ts";
import { fleetWriterContract, type WriterUnderTest } from "./fleet-writer-contract.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const endpoint = "whisper-batch";
const opened: ConnectedAccount[] = [];

afterEach(async () => {
	for (const account of opened.splice(0)) await account.close();
});

async function underTest(choose: (written: FleetWriter) => FleetWriter): Promise<WriterUnderTest> {
	const connected = await connectAccount();
	opened.push(connected);
	const { account, clock, run } = connected;
	account.resume(endpoint, "ann");
	await clock.run(clock.now() + 10 * 60_000);
	const look = (name: string) => {
		const found = account.find(name);
		if (!found) throw new Error(`There is no ${name}.`);
		const { minReplica, maxReplica } = found.scaling;
		const { state } = found;
		return { paused: state === "paused", asleep: state === "scaledToZero", minReplica, maxReplica };
	};
	return { writer: choose(connected.writer), run, look, endpoint };
}

fleetWriterContract({
	mode: "enforce",
	answer: "written",
	create: () => underTest((writer) => writer),
});

fleetWriterContract({
	mode: "ask",
	answer: "written",
	create: () => underTest(createAskFleetWriter),
});

fleetWriterContract({
	mode: "shadow",
	answer: "recorded",
	create: () => underTest(() => createShadowFleetWriter({ log })),
});

fleetWriterContract({
	mode: "observe",
	answer: "withheld",
	create: () => underTest(createObserveFleetWriter),
});
