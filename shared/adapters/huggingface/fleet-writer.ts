import type { FleetWriter, ScalingUpdate, WriteResult } from "../../ports/fleet-writer.ts";
import { type HttpClient, type HttpRequest, pathOf } from "./http-client.ts";
import { HuggingFaceError } from "./hugging-face-error.ts";

export type FleetWriterOptions = { readonly client: HttpClient; readonly namespace: string };

/**
 * Writes to the account: mode `enforce`. It knows four changes, all of them reversible; it has no
 * way to delete an endpoint or to touch its model.
 */
export function createFleetWriter({ client, namespace }: FleetWriterOptions): FleetWriter {
	const path = (name: string) => pathOf("v2", "endpoint", namespace, name);
	const post = (name: string, verb: string) =>
		({ method: "POST", path: `${path(name)}/${verb}` }) as const;
	return {
		mode: "enforce",
		updateScaling: (name, update) =>
			write(client, { method: "PUT", path: path(name), body: scalingBody(update) }),
		pause: (name) => write(client, post(name, "pause"), /already paused/i),
		resume: (name) => write(client, post(name, "resume"), /already running/i),
		scaleToZero: (name) => write(client, post(name, "scale-to-zero"), /already scaled to zero/i),
	};
}

/** A partial update: exactly the fields given, since the vendor merges what it gets. */
function scalingBody(update: ScalingUpdate): unknown {
	const { minReplica, maxReplica, scaleToZeroTimeoutMinutes } = update;
	const timeout =
		scaleToZeroTimeoutMinutes === undefined
			? {}
			: { scaleToZeroTimeout: scaleToZeroTimeoutMinutes };
	return { compute: { scaling: { minReplica, maxReplica, ...timeout } } };
}

/** `alreadyDone`: the refusal with which the vendor says that there is nothing left to do. */
async function write(
	client: HttpClient,
	request: HttpRequest,
	alreadyDone?: RegExp,
): Promise<WriteResult> {
	try {
		await client.write(request);
	} catch (error) {
		if (!alreadyDone || !isRefusal(error, alreadyDone)) throw error;
	}
	return "written";
}

const badRequest = 400;

function isRefusal(error: unknown, phrase: RegExp): boolean {
	if (!(error instanceof HuggingFaceError) || error.status !== badRequest) return false;
	return phrase.test(error.vendorMessage ?? "");
}
