import { GetParameterCommand, SSMClient, type SSMClientConfig } from "@aws-sdk/client-ssm";
import { type Instant, minuteMs } from "../../domain/instant.ts";
import type { Clock } from "../../ports/clock.ts";
import { clientSettings } from "./client-settings.ts";

export type SsmSecrets = {
	/** Value of the SecureString with this name or ARN. Rejects with `SecretError`. */
	read(name: string): Promise<string>;
};

export type SsmSecretsOptions = {
	readonly clock: Clock;
	/** Region, endpoint and credentials; the SDK finds them in the environment where they are absent. */
	readonly client?: SSMClientConfig;
};

/** A new token is in use after at most this long, and a warm function asks rarely. */
const cacheMs = 5 * minuteMs;
const attempts = 3;

/** Secrets from SSM, read at run time and kept in memory only. Failures are not kept. */
export function createSsmSecrets({ clock, client }: SsmSecretsOptions): SsmSecrets {
	const ssm = new SSMClient({ ...clientSettings(attempts), ...client });
	const cache = new Map<string, { readonly value: Promise<string>; readonly readAt: Instant }>();
	return {
		read: async (name) => {
			const kept = cache.get(name);
			if (kept !== undefined && clock.now() - kept.readAt < cacheMs) return kept.value;
			const value = readSecret(ssm, name);
			cache.set(name, { value, readAt: clock.now() });
			try {
				return await value;
			} catch (error) {
				if (cache.get(name)?.value === value) cache.delete(name);
				throw error;
			}
		},
	};
}

/** A secret that could not be read. Names the parameter, never holds a value. */
export class SecretError extends Error {
	override readonly name = "SecretError";

	constructor(parameterName: string, reason: string, cause?: unknown) {
		super(`The SSM parameter ${parameterName} could not be read: ${reason}`, { cause });
	}
}

async function readSecret(ssm: SSMClient, name: string): Promise<string> {
	const answer = await ssm
		.send(new GetParameterCommand({ Name: name, WithDecryption: true }))
		.catch((error: unknown) => {
			// The name alone: a message could quote an answer, and an answer holds the secret.
			throw new SecretError(name, error instanceof Error ? error.name : "unknown error", error);
		});
	const value = answer.Parameter?.Value;
	if (value === undefined || value === "") throw new SecretError(name, "it has no value.");
	return value;
}
