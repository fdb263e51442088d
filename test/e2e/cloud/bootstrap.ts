/**
 * What Lambda's own runtime does for a function in Node: load the handler, ask for the next
 * invocation, hand back the answer. One process, one invocation at a time.
 */
import { existsSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { invocationBegins } from "./clock-shim.ts";

type Handler = (event: unknown, context: object) => Promise<unknown>;

const base = `http://${process.env["AWS_LAMBDA_RUNTIME_API"]}/2018-06-01/runtime`;

try {
	const handler = await load(process.env["_HANDLER"] ?? "");
	for (;;) await serveNext(handler);
} catch (error) {
	await call("POST", "/init/error", failure(error));
	process.exit(1);
}

/** `dist/meter/index.handler` is the export `handler` of `dist/meter/index.mjs`, or of `.js`. */
async function load(name: string): Promise<Handler> {
	const [, file = "", exported = ""] = /^(.+)\.([^./]+)$/.exec(name) ?? [];
	const root = process.env["LAMBDA_TASK_ROOT"] ?? "";
	const path = [".mjs", ".js"].map((end) => resolve(root, file + end)).find(existsSync);
	if (path === undefined) throw new Error(`The package holds no module for the handler ${name}.`);
	const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
	const handler = module[exported];
	if (typeof handler !== "function") throw new Error(`${name} is no function of its module.`);
	return handler as Handler;
}

async function serveNext(handler: Handler): Promise<void> {
	const { headers, text } = await call("GET", "/invocation/next");
	const id = String(headers["lambda-runtime-aws-request-id"]);
	invocationBegins();
	try {
		const answer = await handler(JSON.parse(text), contextOf(id, headers));
		await call("POST", `/invocation/${id}/response`, answer ?? null);
	} catch (error) {
		await call("POST", `/invocation/${id}/error`, failure(error));
	}
}

function contextOf(id: string, headers: IncomingHttpHeaders): object {
	const deadline = Number(headers["lambda-runtime-deadline-ms"]);
	return {
		awsRequestId: id,
		callbackWaitsForEmptyEventLoop: true,
		functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
		functionVersion: "$LATEST",
		invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
		memoryLimitInMB: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
		getRemainingTimeInMillis: () => deadline - Date.now(),
	};
}

function failure(error: unknown): object {
	if (!(error instanceof Error)) return { errorType: "Error", errorMessage: String(error) };
	const { name, message, stack = "" } = error;
	return { errorType: name, errorMessage: message, trace: stack.split("\n") };
}

function call(
	method: "GET" | "POST",
	path: string,
	body?: unknown,
): Promise<{ headers: IncomingHttpHeaders; text: string }> {
	return new Promise((done, failed) => {
		const outgoing = request(`${base}${path}`, { method }, (response) => {
			const chunks: Buffer[] = [];
			response.on("data", (chunk: Buffer) => chunks.push(chunk));
			response.on("error", failed);
			response.on("end", () => {
				done({ headers: response.headers, text: Buffer.concat(chunks).toString("utf8") });
			});
		});
		outgoing.on("error", failed);
		outgoing.end(body === undefined ? undefined : JSON.stringify(body));
	});
}
