import { createSsmSecrets } from "../../adapters/aws/ssm-secrets.ts";
import { type FunctionVariable, readFunctionSettings } from "../../config/function-settings.ts";
import { once } from "../once.ts";
import { clock } from "./aws-basics.ts";

const secrets = once(() => createSsmSecrets({ clock }));

export type SecretVariable = Extract<FunctionVariable, `${string}_ARN`>;

/** The secret whose ARN stands in this variable, at most five minutes old. Rejects with `SecretError`. */
export async function readSecret(variable: Exclude<SecretVariable, "TOPIC_ARN">): Promise<string> {
	const settings = readFunctionSettings([variable]);
	return secrets().read(settings[variable]);
}
