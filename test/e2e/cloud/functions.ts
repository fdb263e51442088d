import { Environment, type EnvironmentOptions, type Outcome, type Package } from "./environment.ts";
import type { StandIns } from "./stand-ins.ts";
import type { FunctionDefinition } from "./wiring.ts";

export type FunctionsOptions = Omit<EnvironmentOptions, "of" | "number"> & {
	readonly definitions: readonly FunctionDefinition[];
	readonly standIns: StandIns;
	readonly unpack: (s3Key: string) => string;
};

/** Lambda: starts a function's process when all that it has are busy, and keeps it warm. */
export class Functions {
	/** Invocations by function name. */
	readonly counts = new Map<string, number>();
	/** What became of invocations that failed. */
	readonly failures: { readonly name: string; readonly outcome: Outcome }[] = [];
	readonly #options: FunctionsOptions;
	readonly #environments = new Map<string, Environment[]>();
	readonly #roots = new Map<string, string>();

	constructor(options: FunctionsOptions) {
		this.#options = options;
	}

	/** Waits for the answer, as API Gateway does. */
	async invoke(functionArn: string, event: unknown): Promise<Outcome> {
		const definition = this.#definition(functionArn);
		const { name } = definition;
		this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
		const outcome = await this.#free(definition).invoke(event);
		if (outcome.kind === "error") this.failures.push({ name, outcome });
		return outcome;
	}

	/** Hands the event over, as EventBridge does; what fails goes to the function's queue. */
	async send(functionArn: string, event: unknown): Promise<void> {
		const definition = this.#definition(functionArn);
		if (definition.retries !== 0) throw new Error(`Retries of ${definition.name} are not known.`);
		const outcome = await this.invoke(functionArn, event);
		if (outcome.kind === "error") this.#bury(definition, event, outcome);
	}

	async stop(): Promise<void> {
		const all = [...this.#environments.values()].flat();
		await Promise.all(all.map((environment) => environment.stop()));
	}

	#definition(functionArn: string): FunctionDefinition {
		const definition = this.#options.definitions.find(({ arn }) => arn === functionArn);
		if (definition === undefined) throw new Error(`There is no function ${functionArn}.`);
		return definition;
	}

	#free(definition: FunctionDefinition): Environment {
		const environments = this.#environments.get(definition.name) ?? [];
		const free = environments.find((environment) => !environment.busy);
		if (free !== undefined) return free;
		const number = environments.length + 1;
		const started = new Environment({ ...this.#options, of: this.#package(definition), number });
		this.#environments.set(definition.name, [...environments, started]);
		return started;
	}

	#package(definition: FunctionDefinition): Package {
		const { unpack, standIns } = this.#options;
		const { name, s3Key, variables } = definition;
		const root = this.#roots.get(name) ?? unpack(s3Key);
		this.#roots.set(name, root);
		return { ...definition, root, variables: { ...variables, ...standIns.variables } };
	}

	/** The record that Lambda sends to a destination of asynchronous invocations. */
	#bury(definition: FunctionDefinition, event: unknown, outcome: Outcome): void {
		const { arn, name, onFailure } = definition;
		if (onFailure === null) throw new Error(`What ${name} fails at is lost.`);
		const record = {
			version: "1.0",
			requestContext: { functionArn: arn, condition: "RetriesExhausted" },
			requestPayload: event,
			responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
			responsePayload: outcome,
		};
		const queueName = onFailure.split(":").at(-1) ?? "";
		this.#options.standIns.queues.sendMessage(queueName, JSON.stringify(record));
	}
}
