import type { AuditReader } from "../../app/audit/audit-log.ts";
import type { OverrideKind } from "../../domain/override.ts";
import type { ReadModel } from "../../domain/read-model.ts";

export type SignedRequest = {
	/** Names in lower case. */
	readonly headers: Record<string, string>;
	readonly rawBody: Uint8Array;
};

export type LocalCommand = {
	readonly kind: OverrideKind;
	/** null: the whole namespace. */
	readonly endpoint: string | null;
	readonly ttlSeconds: number;
	readonly reason: string;
};

export type Applied = { readonly status: number; readonly body: unknown };

export type ServePageOptions = {
	/** 0 takes any free port. */
	readonly port: number;
	readonly host: "127.0.0.1";
	readonly readModel: () => Promise<ReadModel>;
	readonly audit: AuditReader;
	readonly applySignedOverride: (request: SignedRequest) => Promise<Applied>;
	/** Slack's commands and buttons; null: no Slack app is connected. */
	readonly takeSlack?: ((request: SignedRequest) => Promise<Applied>) | null;
	readonly applyLocalOverride: (command: LocalCommand) => Promise<Applied>;
	readonly version: string;
	readonly simulated: boolean;
	/** Names the simulated account on the page. */
	readonly seed?: number | undefined;
};

export type RouteContext = ServePageOptions & {
	readonly csrfToken: string;
	/** Sentences that the page says once, by id. */
	readonly notes: Map<string, string>;
};
