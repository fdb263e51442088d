import type { Instant } from "../../domain/instant.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { Table } from "../../ports/table.ts";
import { ledgerStore } from "../store/ledger-store.ts";
import { watchStore } from "../store/watch-store.ts";
import { approvedOf } from "./watch-pass.ts";

export type AcceptInput = {
	readonly namespace: string;
	readonly table: Table;
	readonly endpoint: string;
	readonly by: string;
	readonly now: Instant;
};

/** Takes what an endpoint is set to now as what is wanted. False: there is no such endpoint. */
export async function acceptConfiguration(input: AcceptInput): Promise<boolean> {
	const { namespace, table, endpoint, by, now } = input;
	const postures = await ledgerStore(table, namespace).readPostures();
	const posture = postures.find((each) => each.endpoint === endpoint);
	if (posture === undefined) return false;
	const store = watchStore(table, namespace);
	const stored = await store.readApproved();
	const others = (stored.value ?? []).filter((each) => !isSameEndpoint(each, posture));
	await store.writeApproved([...others, approvedOf(posture, { now, by })], stored.version);
	return true;
}
