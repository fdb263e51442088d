import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import type { ReadModel } from "../../shared/domain/read-model.ts";
import { temporaryFolder } from "../local/temporary-folder.ts";

const bin = new URL("../../shared/local/guardrail.js", import.meta.url).pathname;
/** Each look at the state is work for the process that is looked at. */
const lookEveryMs = 200;

let home = "";
let port = 0;
let running: ChildProcess[] = [];

/** The command line as a user has it: processes in a folder of their own, on a free port of 127.0.0.1. */
export const commandLine = {
	begin: async () => {
		home = temporaryFolder("guardrail-cli-");
		port = await freePort();
	},
	end: async () => {
		for (const child of running) await end(child);
		running = [];
		rmSync(home, { recursive: true, force: true });
	},
	/** The address of what runs. */
	url: () => `http://127.0.0.1:${port}`,
	port: () => String(port),
	start,
	run,
	state,
	until,
};

function start(args: readonly string[], more: NodeJS.ProcessEnv = {}): ChildProcess {
	const env = { ...environment(), ...more };
	const child = spawn(process.execPath, [bin, ...args], { cwd: home, env });
	child.stdout?.resume();
	child.stderr?.resume();
	running.push(child);
	return child;
}

async function run(
	args: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
	const child = spawn(process.execPath, [bin, ...args], { cwd: home, env: environment() });
	let stdout = "";
	let stderr = "";
	child.stdout.on("data", (chunk: Buffer) => {
		stdout += chunk.toString();
	});
	child.stderr.on("data", (chunk: Buffer) => {
		stderr += chunk.toString();
	});
	const [code] = (await once(child, "close")) as [number | null];
	return { code, stdout, stderr };
}

function environment(): NodeJS.ProcessEnv {
	const mine = { PORT: String(port), GUARDRAIL_HOME: home, HF_TOKEN: "", SLACK_WEBHOOK_URL: "" };
	return { ...process.env, ...mine };
}

async function state(): Promise<ReadModel | null> {
	const response = await fetch(`http://127.0.0.1:${port}/api/state`).catch(() => null);
	return response?.ok === true ? ((await response.json()) as ReadModel) : null;
}

async function until<T>(look: () => Promise<T | null | false>): Promise<T> {
	for (;;) {
		const seen = await look();
		if (seen !== null && seen !== false) return seen;
		await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
	}
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.kill("SIGTERM");
	await once(child, "exit");
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (address === null || typeof address === "string") throw new Error("no port was given");
	return address.port;
}
