import { request } from "node:http";
import type { ReadModel } from "../../../shared/domain/read-model.ts";
import { type PageServer, servePage } from "../../../shared/local/server/serve-page.ts";
import type {
	Applied,
	LocalCommand,
	SignedRequest,
} from "../../../shared/local/server/serve-page-options.ts";
import { divertModel } from "../../dashboard/fixture.ts";
import { noAudit } from "./no-audit.ts";

type Asked = { readonly signed: SignedRequest[]; readonly local: LocalCommand[] };
type Setup = { readonly model?: () => ReadModel; readonly applied?: Applied };

const open: PageServer[] = [];

/** Closes what the test has started; once more does no harm. */
export async function closeAll(): Promise<void> {
	await Promise.all(open.splice(0).map((server) => server.close()));
}

/** A server on a free port, with what the use cases behind it were asked for. */
export async function start({ model = divertModel, applied }: Setup = {}) {
	const asked: Asked = { signed: [], local: [] };
	const accepted = applied ?? { status: 202, body: { overrideId: "o-1" } };
	const server = await servePage({
		port: 0,
		host: "127.0.0.1",
		readModel: async () => model(),
		audit: noAudit,
		applySignedOverride: async (signed) => {
			asked.signed.push(signed);
			return accepted;
		},
		applyLocalOverride: async (command) => {
			asked.local.push(command);
			return accepted;
		},
		version: "0.1.0",
		simulated: false,
	});
	open.push(server);
	return { url: server.url, port: Number(new URL(server.url).port), asked };
}

type Sent = {
	readonly method?: string;
	readonly path?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
};

type Got = { readonly status: number; readonly headers: Headers; readonly text: string };

/** Unlike `fetch`, lets a test choose Host and send a path as it is. */
export function send(
	port: number,
	{ method = "GET", path = "/", headers = {}, body }: Sent,
): Promise<Got> {
	return new Promise((resolve, reject) => {
		const outgoing = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
			const chunks: Buffer[] = [];
			answer.on("data", (chunk: Buffer) => chunks.push(chunk));
			answer.on("end", () => {
				const flat = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
				resolve({
					status: answer.statusCode ?? 0,
					headers: new Headers(Object.fromEntries(flat)),
					text: Buffer.concat(chunks).toString("utf8"),
				});
			});
		});
		outgoing.on("error", reject);
		outgoing.end(body);
	});
}

export function tokenOf(page: string): string {
	return /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "";
}

export function formBody(fields: Readonly<Record<string, string>>): Sent {
	return {
		method: "POST",
		path: "/overrides/form",
		headers: { "content-type": "application/x-www-form-urlencoded" },
		body: new URLSearchParams(fields).toString(),
	};
}
