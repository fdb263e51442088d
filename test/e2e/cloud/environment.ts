import { type ChildProcess, spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { listen } from "../../local-aws/listen.ts";
import { readBody } from "../../local-aws/read-body.ts";
import { childVariables, type Parked, type Wake } from "./child-messages.ts";
import { identifier } from "./identifier.ts";
import type { Player, Referee } from "./referee.ts";

/** One function as the template describes it, unpacked. */
export type Package = {
	readonly name: string;
	readonly arn: string;
	readonly handler: string;
	readonly root: string;
	readonly timeoutSeconds: number;
	readonly memoryMegabytes: number;
	/** Variables of the template, resolved, and those with which the SDK finds the stand-ins. */
	readonly variables: Readonly<Record<string, string>>;
};

export type Outcome =
	| { readonly kind: "response"; readonly value: unknown }
	| { readonly kind: "error"; readonly errorType: string; readonly errorMessage: string };

export type EnvironmentOptions = {
	readonly of: Package;
	readonly number: number;
	readonly referee: Referee;
	readonly now: () => number;
	readonly accountHost: string;
	readonly timePath: string;
	readonly onLine: (line: string) => void;
};

type Invocation = {
	readonly id: string;
	readonly payload: string;
	readonly startedAt: number;
	readonly settle: (outcome: Outcome) => void;
};

const shim = new URL("./clock-shim.ts", import.meta.url).href;
const bootstrap = fileURLToPath(new URL("./bootstrap.ts", import.meta.url));

/** An execution environment of Lambda: the Runtime API, and a process that asks it for invocations. */
export class Environment {
	readonly #options: EnvironmentOptions;
	readonly #player: Player;
	#child: ChildProcess | null = null;
	#poll: ServerResponse | null = null;
	#queued: Invocation | null = null;
	#running: Invocation | null = null;
	#stopServer: () => Promise<void> = () => Promise.resolve();

	constructor(options: EnvironmentOptions) {
		this.#options = options;
		this.#player = {
			id: `${options.of.name}-${options.number}`,
			busy: false,
			invocations: 0,
			wakes: 0,
			arrived: 0,
			answered: 0,
			parked: null,
			wake: () => this.#child?.send({ kind: "wake" } satisfies Wake),
		};
		options.referee.add(this.#player);
	}

	get busy(): boolean {
		return this.#player.busy;
	}

	/** Runs the handler once. The process is started by its first invocation. */
	invoke(event: unknown): Promise<Outcome> {
		if (this.busy) throw new Error(`${this.#player.id} runs an invocation already.`);
		const { referee, now } = this.#options;
		this.#player.busy = true;
		this.#player.parked = null;
		// Now and not when the process asks: what it still says of the last one must not count for this.
		this.#player.invocations += 1;
		referee.publishTime();
		referee.look();
		return new Promise((settle) => {
			this.#queued = {
				id: identifier(this.#player.id, this.#player.invocations),
				payload: JSON.stringify(event),
				startedAt: now(),
				settle,
			};
			if (this.#child === null) void this.#start().catch((error) => referee.fail(error));
			else this.#giveNext();
		});
	}

	async stop(): Promise<void> {
		const child = this.#child;
		if (child !== null && child.exitCode === null) {
			child.removeAllListeners("exit");
			const ended = new Promise((resolve) => child.once("exit", resolve));
			child.kill("SIGKILL");
			await ended;
		}
		await this.#stopServer();
	}

	async #start(): Promise<void> {
		const { of, referee } = this.#options;
		const server = await listen((request, response) => this.#answer(request, response));
		this.#stopServer = server.stop;
		const child = spawn(process.execPath, [bootstrap], {
			cwd: of.root,
			stdio: ["ignore", "pipe", "pipe", "ipc"],
			env: this.#variables(new URL(server.endpoint).host),
		});
		this.#child = child;
		child.on("message", (message) => referee.park(this.#player, message as Parked));
		child.on("exit", (code) => referee.fail(new Error(`${this.#player.id} ended with ${code}.`)));
		for (const stream of [child.stdout, child.stderr]) this.#readLines(stream);
	}

	#variables(runtimeApi: string): Record<string, string> {
		const { of, accountHost, timePath } = this.#options;
		return {
			...of.variables,
			TZ: ":UTC",
			LANG: "en_US.UTF-8",
			HOME: of.root,
			LAMBDA_TASK_ROOT: of.root,
			_HANDLER: of.handler,
			AWS_LAMBDA_RUNTIME_API: runtimeApi,
			AWS_LAMBDA_FUNCTION_NAME: of.name,
			AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(of.memoryMegabytes),
			AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
			AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
			NODE_OPTIONS: `--import=${shim}`,
			[childVariables.timeFile]: timePath,
			[childVariables.accountHost]: accountHost,
			[childVariables.environmentId]: this.#player.id,
		};
	}

	#readLines(stream: NodeJS.ReadableStream | null): void {
		let rest = "";
		stream?.setEncoding("utf8").on("data", (text: string) => {
			const lines = (rest + text).split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines) this.#options.onLine(line);
		});
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const path = (request.url ?? "").replace("/2018-06-01/runtime/", "");
		if (path === "invocation/next") {
			this.#poll = response;
			this.#giveNext();
			return;
		}
		const body = JSON.parse(await readBody(request)) as Failure;
		response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
		if (path === "init/error") {
			const words = `${this.#player.id} could not be started: ${body.errorMessage}`;
			this.#options.referee.fail(new Error(words));
			return;
		}
		this.#finish(path.endsWith("/response") ? { kind: "response", value: body } : failed(body));
	}

	#giveNext(): void {
		const invocation = this.#queued;
		const poll = this.#poll;
		if (invocation === null || poll === null) return;
		this.#queued = null;
		this.#poll = null;
		this.#running = invocation;
		const { of } = this.#options;
		const headers = {
			"content-type": "application/json",
			"lambda-runtime-aws-request-id": invocation.id,
			"lambda-runtime-deadline-ms": String(invocation.startedAt + of.timeoutSeconds * 1_000),
			"lambda-runtime-invoked-function-arn": of.arn,
		};
		poll.writeHead(200, headers).end(invocation.payload);
	}

	#finish(outcome: Outcome): void {
		const invocation = this.#running;
		if (invocation === null) throw new Error(`${this.#player.id} answered nothing that was asked.`);
		this.#running = null;
		const { of, referee, now } = this.#options;
		const seconds = (now() - invocation.startedAt) / 1_000;
		const tooLong = `Task timed out after ${of.timeoutSeconds}.00 seconds`;
		const isLate = seconds > of.timeoutSeconds;
		this.#player.busy = false;
		invocation.settle(
			isLate ? { kind: "error", errorType: "Sandbox.Timedout", errorMessage: tooLong } : outcome,
		);
		referee.look();
	}
}

type Failure = { readonly errorType?: string; readonly errorMessage?: string };

function failed({ errorType = "", errorMessage = "" }: Failure): Outcome {
	return { kind: "error", errorType, errorMessage };
}
