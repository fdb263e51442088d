import {
	type OverrideToSend,
	type SignedRequest,
	signedOverrideRequest,
} from "../../../shared/adapters/webhooks/signed-override-request.ts";
import { guardStore } from "../../../shared/app/store/guard-store.ts";
import type { SimulatedCloud } from "./simulated-cloud.ts";

export type Answer = { readonly status: number; readonly text: string; readonly headers: Headers };

export type OrderAnswers = {
	readonly altered: Answer;
	/** Overrides in the store once the altered order was answered. */
	readonly inForceAfterAltered: number;
	readonly signed: Answer;
	readonly repeated: Answer;
};

export type PageAnswers = {
	/** Of the page and of the document behind it. */
	readonly withoutKey: readonly Answer[];
	readonly page: Answer;
	readonly state: Answer;
	readonly link: Answer;
	readonly health: Answer;
	readonly noRoute: Answer;
};

/** Sends an order three times: with its body altered after signing, as signed, and once more. */
export async function giveOrder(
	cloud: SimulatedCloud,
	order: Omit<OverrideToSend, "nowMs">,
): Promise<OrderAnswers> {
	const nowMs = cloud.clock.now();
	const signed = signedOverrideRequest({ ...order, nowMs });
	const path = "/v1/overrides";
	const longer = { ...signed, body: signed.body.replace("7200", "9000") };
	if (longer.body === signed.body) throw new Error("Nothing was altered.");
	const altered = await ask(cloud, path, asBytes(longer));
	const { namespace } = order.data.scope;
	const inForce = await guardStore(cloud.table, namespace).readOverrides(nowMs);
	return {
		altered,
		inForceAfterAltered: inForce.length,
		signed: await ask(cloud, path, asBytes(signed)),
		repeated: await ask(cloud, path, asBytes(signed)),
	};
}

/** Every route of the page, with and without its key. */
export async function openPage(cloud: SimulatedCloud, key: string): Promise<PageAnswers> {
	const withKey = { headers: { authorization: `Bearer ${key}` } };
	return {
		withoutKey: [await ask(cloud, "/"), await ask(cloud, "/api/state")],
		page: await ask(cloud, "/", withKey),
		state: await ask(cloud, "/api/state", withKey),
		link: await ask(cloud, `/?key=${key}`),
		health: await ask(cloud, "/healthz"),
		noRoute: await ask(cloud, "/nothing"),
	};
}

/** A type that API Gateway does not take for text: the function gets the body in base64. */
function asBytes({ headers, body }: SignedRequest): RequestInit {
	const type = { "content-type": "application/octet-stream" };
	return { method: "POST", headers: { ...headers, ...type }, body };
}

async function ask(cloud: SimulatedCloud, path: string, init: RequestInit = {}): Promise<Answer> {
	const response = await fetch(`${cloud.url}${path}`, { redirect: "manual", ...init });
	return { status: response.status, headers: response.headers, text: await response.text() };
}
