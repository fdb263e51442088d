import { expect, test } from "vitest";
import {
	type FunctionVariable,
	readEndpointsUrl,
	readFunctionSettings,
} from "../../shared/config/function-settings.ts";

const arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/hf-budget-guardrail/dev/hf-read-token";

test("a function gets the variables that it asks for", () => {
	const environment = { NAMESPACE: "acme", TABLE_NAME: "table-1", HF_READ_TOKEN_ARN: arn };
	expect(readFunctionSettings(["NAMESPACE", "HF_READ_TOKEN_ARN"], environment)).toEqual({
		NAMESPACE: "acme",
		HF_READ_TOKEN_ARN: arn,
	});
});

test("every variable that is missing or empty is named at once", () => {
	expect(() => readFunctionSettings(["NAMESPACE", "TABLE_NAME"], { TABLE_NAME: "" })).toThrow(
		"NAMESPACE is not set; TABLE_NAME is not set",
	);
});

test.each<[FunctionVariable, string]>([
	["HF_READ_TOKEN_ARN", "hf_example_token_that_does_not_belong_here"],
	["OVERRIDE_SECRET_ARN", "whsec_example"],
	["TOPIC_ARN", "people"],
	["CHANNELS", "sns, pager"],
	["NAMESPACE", "../acme"],
])("%s refuses what it cannot be, and does not repeat it", (name, value) => {
	const read = () => readFunctionSettings([name], { [name]: value });
	expect(read).toThrow(name);
	expect(read).not.toThrow(value);
});

test.each([
	["CHANNELS", "sns,eventbridge"],
	["POLICY_FILE", "dist/guardrail.yml"],
] as const)("%s has a default", (name, value) => {
	expect(readFunctionSettings([name], {})).toEqual({ [name]: value });
});

test("the management API is the vendor's unless the environment says otherwise", () => {
	expect(readEndpointsUrl({})).toBe("https://api.endpoints.huggingface.cloud");
	expect(readEndpointsUrl({ HF_ENDPOINTS_URL: "http://127.0.0.1:9" })).toBe("http://127.0.0.1:9");
	expect(() => readEndpointsUrl({ HF_ENDPOINTS_URL: "http://elsewhere" })).toThrow(
		"HF_ENDPOINTS_URL must be an https:// address",
	);
});
