import { createAskFleetWriter } from "../../adapters/dry-run/ask-fleet-writer.ts";
import { createObserveFleetWriter } from "../../adapters/dry-run/observe-fleet-writer.ts";
import { createShadowFleetWriter } from "../../adapters/dry-run/shadow-fleet-writer.ts";
import { createFleetWriter } from "../../adapters/huggingface/fleet-writer.ts";
import type { GuardDeps } from "../../app/guard/pass.ts";
import type { FleetWriter } from "../../ports/fleet-writer.ts";
import { latestFor } from "../once.ts";
import { basics, log, policy } from "./aws-basics.ts";
import { bus } from "./aws-bus.ts";
import { readSecret } from "./aws-secrets.ts";
import { clientFor, fleetReader } from "./hugging-face.ts";

/** Guard: the only function that may hold the write token, and it reads it only to enforce or to act on a word. */
export async function composeGuard(): Promise<GuardDeps> {
	return {
		...basics(),
		policy: policy(),
		bus: bus(),
		fleet: await fleetReader(),
		writer: await fleetWriter(),
	};
}

/** Modes are adapters: the only place of the functions that looks at the word. */
async function fleetWriter(): Promise<FleetWriter> {
	switch (policy().budget.mode) {
		case "enforce":
			return writerFor(await readSecret("HF_WRITE_TOKEN_ARN"));
		case "ask":
			return createAskFleetWriter(writerFor(await readSecret("HF_WRITE_TOKEN_ARN")));
		case "shadow":
			return createShadowFleetWriter({ log });
		case "observe":
			return createObserveFleetWriter();
	}
}

const writerFor = latestFor((token: string) =>
	createFleetWriter({ client: clientFor(token), namespace: basics().namespace }),
);
