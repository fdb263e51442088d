import { afterEach, expect, test } from "vitest";
import { createModelReader } from "../../../shared/adapters/huggingface/model-reader.ts";
import { type ConnectedAccount, connectAccount, failureCode } from "./connected-account.ts";

const opened: ConnectedAccount[] = [];

afterEach(async () => {
	for (const account of opened.splice(0)) await account.close();
});

async function connect() {
	const connected = await connectAccount();
	opened.push(connected);
	const { fetch, clock, url, run, faults, account } = connected;
	const models = createModelReader({ token: "hf_guard_read", fetch, clock, hubUrl: url });
	const [endpoint] = account.list();
	if (endpoint === undefined) throw new Error("the account has endpoints");
	const model = endpoint.model.repository;
	return {
		model,
		endpoint,
		faults,
		parametersOf: (name: string) => run(models.parametersOf(name)),
	};
}

test("the size of a model is the number of its weights, as the Hub tells it", async () => {
	const { model, endpoint, parametersOf } = await connect();
	expect(await parametersOf(model)).toBe(Math.round(endpoint.parametersBillions * 1e9));
});

test("a model that is not there, or not for this token, is of unknown size", async () => {
	const { model, faults, parametersOf } = await connect();
	expect(await parametersOf("acme/nowhere")).toBeNull();
	faults.next("tokenRevoked", { pathIncludes: "/api/models/" });
	expect(await parametersOf(model)).toBeNull();
});

test("a Hub that is down is a failure, not a model of unknown size", async () => {
	const { model, faults, parametersOf } = await connect();
	faults.next("unavailable", { times: 100 });
	expect(await failureCode(parametersOf(model))).toBe("unavailable");
});
