import type { AccountErrorCode } from "../../ports/account-error.ts";
import type { ModelReader } from "../../ports/model-reader.ts";
import { type AccountCheckOptions, createAccountCheck } from "./account-check.ts";
import { HuggingFaceError } from "./hugging-face-error.ts";

/** A model that the token may not see is one of unknown size, not a failure. */
const hidden: readonly AccountErrorCode[] = ["not-found", "forbidden", "unauthorized"];

/** Sizes of models, from the Hub's model info as `@huggingface/hub` reads it. */
export function createModelReader(options: AccountCheckOptions): ModelReader {
	const hub = createAccountCheck(options);
	return {
		parametersOf: async (model) => {
			try {
				const parameters = await hub.modelParameters(model);
				return parameters !== null && parameters > 0 ? parameters : null;
			} catch (error) {
				if (error instanceof HuggingFaceError && hidden.includes(error.code)) return null;
				throw error;
			}
		},
	};
}
