import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isWebhookSecret } from "./standard-webhook.ts";

const fileName = "override-secret";
const secretBytes = 32;
const ownerOnly = 0o600;

/**
 * The secret that signs overrides of this machine, made on first use in `home`, readable by its
 * owner alone. Throws when the file holds something else than a secret: it is never replaced.
 */
export async function readOrCreateOverrideSecret(home: string): Promise<string> {
	const path = join(home, fileName);
	const existing = await readSecret(path);
	if (existing !== null) return existing;
	await mkdir(home, { recursive: true });
	await createSecret(path);
	const created = await readSecret(path);
	if (created === null) throw new Error(`${path} was written but cannot be read`);
	return created;
}

async function readSecret(path: string): Promise<string | null> {
	const text = await readFile(path, "utf8").catch((error: unknown) => {
		if (isCode(error, "ENOENT")) return null;
		throw new Error(`the override secret ${path} cannot be read`, { cause: error });
	});
	if (text === null) return null;
	const secret = text.trim();
	if (!isWebhookSecret(secret)) {
		throw new Error(`${path} holds no secret (whsec_ and base64): delete it to get a new one`);
	}
	await chmod(path, ownerOnly);
	return secret;
}

/** Linking a finished file is atomic: of two processes one wins, none reads half a secret. */
async function createSecret(path: string): Promise<void> {
	const draft = `${path}.${randomBytes(8).toString("hex")}`;
	const secret = `whsec_${randomBytes(secretBytes).toString("base64")}`;
	try {
		await writeFile(draft, `${secret}\n`, { mode: ownerOnly, flag: "wx" });
		await link(draft, path).catch((error: unknown) => {
			if (!isCode(error, "EEXIST")) throw error;
		});
	} finally {
		await rm(draft, { force: true });
	}
}

function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && "code" in error && error.code === code;
}
